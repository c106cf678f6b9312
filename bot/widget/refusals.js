// What the hall answers when it does not do what was asked.

/** An answer that is not a success. `temporary`: worth trying again. */
export class Refused extends Error {
  constructor(status, error) {
    super(error?.message || "");
    this.status = status;
    this.key = error?.key || "unknown";
    this.fields = error?.fields || {};
    this.temporary = status === 429 || status >= 500;
  }
}

/** The refusal in a response, whoever wrote it. */
export async function refusal(response) {
  let error = null;
  try {
    error = (await response.json()).error;
  } catch {
    error = null; // a proxy's page, not an answer of the hall's
  }
  return new Refused(response.status, error);
}
