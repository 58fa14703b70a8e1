/** Third step: every row, what it becomes, and the chance to leave it out. */
import { Button, Group, SegmentedControl, Stack } from '@mantine/core';
import { useState } from 'react';
import { type Import, type Mapping, RowState } from '#gen/melo/transactions/v1/import_pb.ts';
import { ImportService } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { FILE_CALL_MS } from '../../data/transport.ts';
import { useWrite } from '../../data/write.ts';
import { FormError } from '../../ui/form-dialog.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Tile } from '../../ui/tile.tsx';
import type { Source } from './import-page.tsx';
import { usePreview } from './preview.ts';
import { isTaken, PreviewTable } from './preview-table.tsx';

const PAGE_ROWS = 100;

const filters = [
  { value: 'all', label: 'All', state: undefined },
  { value: 'new', label: 'New', state: RowState.NEW },
  { value: 'merge', label: 'Joins yours', state: RowState.MERGE },
  { value: 'duplicate', label: 'Already here', state: RowState.DUPLICATE },
  { value: 'error', label: 'Errors', state: RowState.ERROR },
];

type Props = {
  readonly source: Source;
  readonly mapping: Mapping;
  readonly back: () => void;
  readonly done: (imported: Import) => void;
};

export function ReviewStep({ source, mapping, back, done }: Props) {
  const preview = usePreview(source, mapping);
  const [filter, setFilter] = useState('all');
  const [shown, setShown] = useState(PAGE_ROWS);
  const [excluded, setExcluded] = useState<ReadonlySet<number>>(new Set());
  const commit = useWrite(ImportService.method.commitImport, 'transactions', {
    timeoutMs: FILE_CALL_MS,
    onSuccess: (answer) => answer.import && done(answer.import),
  });
  const toggle = (rowNumber: number) =>
    setExcluded((before) => {
      const after = new Set(before);
      if (!after.delete(rowNumber)) after.add(rowNumber);
      return after;
    });

  return (
    <Loaded query={preview}>
      {({ rows }) => {
        const wanted = filters.find(({ value }) => value === filter)?.state;
        const filtered = rows.filter(({ state }) => wanted === undefined || state === wanted);
        const taken = rows.filter((row) => isTaken(row) && !excluded.has(row.rowNumber)).length;
        const count = (state: RowState | undefined) =>
          state === undefined ? rows.length : rows.filter((row) => row.state === state).length;
        return (
          <Stack gap="lg">
            <SegmentedControl
              aria-label="Show rows"
              value={filter}
              onChange={setFilter}
              data={filters
                .filter(({ state }) => count(state) > 0)
                .map(({ value, label, state }) => ({ value, label: `${label} ${count(state)}` }))}
            />
            <Tile flush>
              <PreviewTable rows={filtered.slice(0, shown)} choice={{ excluded, toggle }} />
              {filtered.length > shown && (
                <Group justify="center" p="sm">
                  <Button variant="subtle" onClick={() => setShown(shown + PAGE_ROWS)}>
                    Show {Math.min(PAGE_ROWS, filtered.length - shown)} more
                  </Button>
                </Group>
              )}
            </Tile>
            {commit.error && <FormError error={commit.error} />}
            <Group justify="space-between">
              <Button variant="default" onClick={back}>
                Back
              </Button>
              <Button
                loading={commit.isPending}
                disabled={taken === 0}
                onClick={() => commit.mutate({ ...source, mapping, excludedRows: [...excluded].sort((a, b) => a - b) })}
              >
                {taken === 0 ? 'Nothing to import' : `Import ${taken} ${taken === 1 ? 'transaction' : 'transactions'}`}
              </Button>
            </Group>
          </Stack>
        );
      }}
    </Loaded>
  );
}
