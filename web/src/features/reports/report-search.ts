/** Which report is shown and for which time, in the URL. Reports name the ones that there are; others are told so. */
export type ReportSearch = { report?: string; range?: string };

export function readReportSearch({ report, range }: Record<string, unknown>): ReportSearch {
  return { ...(isText(report) && { report }), ...(isText(range) && { range }) };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
