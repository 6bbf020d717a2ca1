// A failure that the launcher explains in one line; anything else is a bug and keeps its stack.

export class Explained extends Error {
  constructor(code, detail) {
    super(detail);
    this.code = code;
  }
}
