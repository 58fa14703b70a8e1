/** Where the wizard is: the step is in the URL, the file and how it is read are kept in this tab. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Import, Mapping } from '#gen/melo/transactions/v1/import_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { dropFile, type FileStep, keepFile, keepMapping, keptFile } from './kept-file.ts';
import type { Proposed } from './use-proposal.ts';

export const STEPS = ['choose', 'mapping', 'review', 'done'] as const;
type StepName = (typeof STEPS)[number];

/** Undefined while the kept file is read. */
export type Step =
  | { readonly at: 'choose' }
  | ({ readonly at: 'mapping' | 'review' } & FileStep)
  | { readonly at: 'done'; readonly imported: Import };

export function useWizard() {
  const { household } = useCurrentHousehold();
  const { step: wanted = 'choose' } = useSearch({ from: '/members/import' });
  const [chosen, setChosen] = useState<FileStep>();
  const [imported, setImported] = useState<Import>();
  const kept = useKeptFile(household.id, wanted !== 'choose' && !chosen && !imported);
  const go = useGo();
  return {
    step: stepOf(wanted, chosen ?? kept, imported),
    choose: () => go('choose'),
    chooseFile: ((source, proposal) => {
      const next = { source, proposal, mapping: proposal.mapping! };
      setChosen(next);
      setImported(undefined);
      // Kept before the next step is shown. Without room for it, the wizard works as before but does not survive a reload.
      void keepFile(household.id, next)
        .catch(() => dropFile(household.id))
        .then(() => go('mapping'));
    }) satisfies Proposed,
    map: (file: FileStep, mapping: Mapping) => {
      setChosen({ ...file, mapping });
      keepMapping(household.id, { ...file, mapping });
    },
    showMapping: () => go('mapping'),
    review: () => go('review'),
    finish: (one: Import) => {
      setImported(one);
      setChosen(undefined);
      dropFile(household.id);
      go('done');
    },
  };
}

function stepOf(wanted: StepName, file: FileStep | null | undefined, imported: Import | undefined): Step | undefined {
  if (wanted === 'done' && imported) return { at: 'done', imported };
  if (wanted === 'choose' || file === null || imported) return { at: 'choose' };
  return file && { at: wanted === 'review' ? 'review' : 'mapping', ...file };
}

function useGo(): (step: StepName) => void {
  const navigate = useNavigate();
  return (step) => void navigate({ to: '/import', search: step === 'choose' ? {} : { step } });
}

/** Null when nothing was kept, undefined while it is read. */
function useKeptFile(householdId: string, enabled: boolean): FileStep | null | undefined {
  const { data } = useQuery({
    queryKey: ['kept-file', householdId],
    queryFn: async () => (await keptFile(householdId).catch(() => undefined)) ?? null,
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  return data;
}
