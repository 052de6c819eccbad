// What stays on the device: one conversation for each server (and each named widget).
const MOST_KEPT = 80;

const isText = (value) => typeof value === "string";
const asList = (value) => (Array.isArray(value) ? value : []);

// An entry is a question {id, text, send, time, state, note}, a reply {id, reply, time, vote}, or a line {id, line, time}
// under which a new conversation begins. What does not look like one, from an older version or another script, is dropped.
function isEntry(entry) {
  return entry && isText(entry.id) && (isText(entry.text) || entry.line === true || (entry.reply && Array.isArray(entry.reply.bubbles)));
}

class Memory {
  constructor(key) {
    this.key = key;
    this.log = [];
    this.recall();
  }

  // What is stored is the truth, since other tabs of the site write it too. Entries that were known stay the same objects.
  recall() {
    const kept = read("localStorage", this.key);
    const known = new Map(this.log.map((entry) => [entry.id, entry]));
    this.session = isText(kept.session) ? kept.session : "";
    // Earlier sessions whose conversations still stand on this device, and those that the server has yet to delete.
    this.past = asList(kept.past).filter(isText);
    this.forget = asList(kept.forget).filter(isText);
    // The officers' desk, once somebody talked with it: in which session, the last message heard, until when it is listened to, what leaves it.
    this.desk = kept.desk && isText(kept.desk.session) ? kept.desk : null;
    this.log = asList(kept.log)
      .filter(isEntry)
      .map((entry) => (known.has(entry.id) ? Object.assign(known.get(entry.id), entry) : entry));
  }

  // Runs act() on what is stored now and stores what comes of it, so that no tab undoes what another did: a deletion least of all.
  change(act) {
    this.recall();
    act();
    this.log.splice(0, Math.max(0, this.log.length - MOST_KEPT));
    write("localStorage", this.key, { session: this.session, past: this.past, forget: this.forget, desk: this.desk, log: this.log });
  }
}
