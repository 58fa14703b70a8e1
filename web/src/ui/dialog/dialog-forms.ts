/** The forms in a dialog tell it whether something was typed that closing would drop. */
import { createContext, useCallback, useContext, useEffect, useId, useState } from 'react';

type Report = (form: string, isDirty: boolean) => void;

const none: ReadonlySet<string> = new Set();

export const DialogForms = createContext<Report>(() => undefined);

export function useDialogForms(): { readonly isDirty: boolean; readonly report: Report } {
  const [dirty, setDirty] = useState(none);
  const report = useCallback<Report>((form, isDirty) => {
    setDirty((before) => {
      if (before.has(form) === isDirty) return before;
      return isDirty ? new Set([...before, form]) : new Set([...before].filter((other) => other !== form));
    });
  }, []);
  return { isDirty: dirty.size > 0, report };
}

/** For a form: says whether it holds what was typed. */
export function useReportDirty(isDirty: boolean): void {
  const report = useContext(DialogForms);
  const id = useId();
  useEffect(() => {
    report(id, isDirty);
    return () => report(id, false);
  }, [report, id, isDirty]);
}
