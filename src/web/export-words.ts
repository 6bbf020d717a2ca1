// How pages call the formats of files.

export const formatWords = {
  xlsx: 'Excel (XLSX)',
  docx: 'Word (DOCX)',
  pdf: 'PDF',
  csv: 'CSV',
  ndjson: 'JSON từng dòng (NDJSON)',
} as const;
