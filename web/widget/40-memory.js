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
    this.recall();
  }

  recall() {
    const kept = read("localStorage", this.key);
    this.session = isText(kept.session) ? kept.session : "";
    // Earlier sessions whose conversations still stand on this device, and those that the server has yet to delete.
    this.past = asList(kept.past).filter(isText);
    this.forget = asList(kept.forget).filter(isText);
    this.log = asList(kept.log).filter(isEntry);
    return this;
  }

  keep() {
    this.log.splice(0, Math.max(0, this.log.length - MOST_KEPT));
    write("localStorage", this.key, { session: this.session, past: this.past, forget: this.forget, log: this.log });
  }
}
