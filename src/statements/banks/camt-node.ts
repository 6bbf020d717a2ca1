// A small tree of one statement's header or one entry: entries are read one by one, never the whole
// document, so memory does not grow with the file.
import type { XmlAttributes } from '../../tables/xml-reader.js';

export interface CamtNode {
  readonly name: string;
  readonly attributes: XmlAttributes;
  readonly line: number;
  readonly children: CamtNode[];
  text: string;
}

/** Every node at a path below: `nodesAt(entry, 'NtryDtls/TxDtls')`. */
export function nodesAt(node: CamtNode, path: string): CamtNode[] {
  let found = [node];
  for (const name of path.split('/')) {
    found = found.flatMap((each) => each.children.filter((child) => child.name === name));
  }
  return found;
}

/** The first node at one of several paths (versions differ), in their order. */
export function nodeAt(node: CamtNode, ...paths: readonly string[]): CamtNode | undefined {
  for (const path of paths) {
    const [first] = nodesAt(node, path);
    if (first) return first;
  }
  return undefined;
}

/** Trimmed text of the first node at one of several paths; null where there is none or it is empty. */
export function textAt(node: CamtNode, ...paths: readonly string[]): string | null {
  for (const path of paths) {
    const text = nodeAt(node, path)?.text.trim();
    if (text) return text;
  }
  return null;
}
