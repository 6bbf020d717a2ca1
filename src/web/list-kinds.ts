// The lists of our own shape that a page takes.

export const listKinds = ['don-vi', 'tai-khoan', 'yeu-cau', 'giao-dich'] as const;
export type ListKind = (typeof listKinds)[number];
