// A small tree of one statement's header or one entry: entries are read one by one, never the whole
// document, so memory does not grow with the file.
import type { XmlAttributes } from '../../tables/xml-markup.js';

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
  collect(node, namesOf(path), found);
  return found;
}

function collect(node: CamtNode, names: readonly string[], found: CamtNode[], depth = 0): void {
  const name = names[depth];
  for (const child of node.children) {
    if (child.name !== name) continue;
    if (depth + 1 === names.length) found.push(child);
    else collect(child, names, found, depth + 1);
  }
}

/** The first node at one of several paths (versions differ), in their order. */
export function nodeAt(node: CamtNode, ...paths: readonly string[]): CamtNode | undefined {
  for (const path of paths) {
    const found = firstAt(node, namesOf(path), 0);
    if (found) return found;
  }
  return undefined;
}

/** Trimmed text of the first node at one of several paths; null where it is missing or empty. */
export function textAt(node: CamtNode, ...paths: readonly string[]): string | null {
  for (const path of paths) {
    const text = firstAt(node, namesOf(path), 0)?.text.trim();
    if (text) return text;
  }
  return null;
}

function firstAt(node: CamtNode, names: readonly string[], depth: number): CamtNode | undefined {
  if (depth === names.length) return node;
  const name = names[depth];
  for (const child of node.children) {
    const found = child.name === name ? firstAt(child, names, depth + 1) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** The few paths that are asked for, divided once and not for each of a million entries. */
const knownPaths = new Map<string, readonly string[]>();

function namesOf(path: string): readonly string[] {
  let names = knownPaths.get(path);
  if (!names) {
    names = path.split('/');
    knownPaths.set(path, names);
  }
  return names;
}
