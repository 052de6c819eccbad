// The web channel of the bot. No cookies, and nobody else is asked.
const PATIENCE = 45000;

class Unreachable extends Error {}

// call(method, path, {session, body}) → {status, body}; throws Unreachable.
function serverAt(base) {
  return async function call(method, path, options) {
    const { session, body } = options || {};
    const control = new AbortController();
    const timer = setTimeout(() => control.abort(), PATIENCE);
    const headers = {};
    if (session) headers.Authorization = "Bearer " + session;
    if (body) headers["Content-Type"] = "application/json";
    try {
      const reply = await fetch(base + "/webhooks/web/" + path, {
        method,
        headers,
        body: body ? JSON.stringify(body) : undefined,
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
        signal: control.signal,
      });
      return { status: reply.status, body: parsed(await reply.text()) };
    } catch (error) {
      throw new Unreachable(String(error));
    } finally {
      clearTimeout(timer);
    }
  };
}

function parsed(text) {
  try {
    return JSON.parse(text) || {};
  } catch (error) {
    return {};
  }
}

// A reply with every list there, whatever came.
function asReply(body) {
  const objects = (name, field) => asList(body[name]).filter((item) => item && isText(item[field]));
  return {
    answer: isText(body.answer) ? body.answer : "",
    bubbles: objects("bubbles", "text"),
    buttons: objects("buttons", "title").filter((button) => isText(button.payload)),
    figures: objects("figures", "name").filter((one) => one.figure && isText(one.figure.text)),
    sources: objects("sources", "cite"),
    feedback: body.feedback === true,
  };
}
