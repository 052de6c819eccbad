// Reading aloud and dictating with what the browser itself has; where it has nothing, there is no button.
const SPOKEN = "vi-VN";

// Calls found(true or false) whenever it is known whether the browser speaks Vietnamese.
function watchVoice(found) {
  const speech = window.speechSynthesis;
  if (!speech || !window.SpeechSynthesisUtterance) return;
  const look = () => found(Boolean(voice()));
  look();
  if (speech.addEventListener) speech.addEventListener("voiceschanged", look);
}

// A voice on the device before one that a server speaks.
function voice() {
  const all = window.speechSynthesis.getVoices().filter((one) => /^vi([-_]|$)/i.test(one.lang));
  return all.find((one) => one.localService) || all[0] || null;
}

class Reader {
  constructor() {
    this.ended = null;
  }

  // Reads *texts* in turn; ended() is called once, at the end or when something else is read.
  read(texts, ended) {
    this.stop();
    this.ended = ended;
    // Long texts are cut off by some browsers, so each sentence goes by itself.
    const sentences = texts.join("\n").replace(/([.!?;])\s+/g, "$1\n").split("\n").filter((text) => text.trim());
    sentences.forEach((text, index) => {
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.lang = SPOKEN;
      utterance.voice = voice();
      utterance.onerror = () => this.finish(ended);
      if (index === sentences.length - 1) utterance.onend = () => this.finish(ended);
      window.speechSynthesis.speak(utterance);
    });
  }

  stop() {
    if (!this.ended) return;
    window.speechSynthesis.cancel();
    this.finish(this.ended);
  }

  finish(ended) {
    if (this.ended !== ended) return;
    this.ended = null;
    ended();
  }
}

const Recogniser = window.SpeechRecognition || window.webkitSpeechRecognition;

// Calls found(true or false) once the browser has said whether it takes down Vietnamese.
async function watchRecogniser(found) {
  const devices = navigator.mediaDevices;
  if (!Recogniser || !window.isSecureContext || !devices) return found(false);
  try {
    if (Recogniser.available) return found((await Recogniser.available({ langs: [SPOKEN], processLocally: false })) !== "unavailable");
  } catch (error) {
    return found(false);
  }
  return found(true);
}

// Listens once: heard(text) while one speaks, ended(reason) at the end; "" is a good end. Gives what stops it.
function listen(heard, ended) {
  const recogniser = new Recogniser();
  let reason = "";
  recogniser.lang = SPOKEN;
  recogniser.interimResults = true;
  recogniser.onresult = (event) => heard(Array.prototype.map.call(event.results, (result) => result[0].transcript).join(" "));
  recogniser.onerror = (event) => (reason = event.error === "aborted" ? "" : event.error);
  recogniser.onend = () => ended(reason);
  recogniser.start();
  return () => recogniser.stop();
}
