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
  const found: CamtNode[] = [];
  visit(node, path, (each) => {
    found.push(each);
    return false;
  });
  return found;
}

/** The first node at one of several paths (versions differ), in their order. */
export function nodeAt(node: CamtNode, ...paths: readonly string[]): CamtNode | undefined {
  let found: CamtNode | undefined;
  for (const path of paths) {
    const isFound = visit(node, path, (each) => {
      found = each;
      return true;
    });
    if (isFound) return found;
  }
  return undefined;
}

/** Trimmed text of the first node at one of several paths; null where it is missing or empty. */
export function textAt(node: CamtNode, ...paths: readonly string[]): string | null {
  for (const path of paths) {
    const text = nodeAt(node, path)?.text.trim();
    if (text) return text;
  }
  return null;
}

/** Tells every node at a path until `take` has enough; true when it had. */
function visit(node: CamtNode, path: string, take: (node: CamtNode) => boolean): boolean {
  const slash = path.indexOf('/');
  const name = slash < 0 ? path : path.slice(0, slash);
  for (const child of node.children) {
    if (child.name !== name) continue;
    const isEnough = slash < 0 ? take(child) : visit(child, path.slice(slash + 1), take);
    if (isEnough) return true;
  }
  return false;
}
