/** Third step: every row and what it becomes. The user can leave rows out. */
import { Button, Group, SegmentedControl, Stack } from '@mantine/core';
import { useState } from 'react';
import { type Import, type Mapping, RowState } from '#gen/melo/transactions/v1/import_pb.ts';
import { ImportService } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { useWrite } from '../../api/mutations.ts';
import { FILE_CALL_MS } from '../../api/transport.ts';
import type { MessageId } from '../../i18n/messages/message-id.ts';
import { text } from '../../i18n/text.ts';
import { ErrorMessage } from '../../ui/feedback/error-message.tsx';
import { Loaded } from '../../ui/feedback/states.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import { EarlyRowsOffer } from './early-rows.tsx';
import style from './import.module.css';
import { type Choice, useChoice } from './preview/choice.ts';
import { type Counts, countIn, usePreview } from './preview/preview.ts';
import { PreviewRows } from './preview/preview-rows.tsx';
import type { Source } from './source.ts';

const PAGE_SIZE = 100;

const filters: readonly {
  readonly value: string;
  readonly label: MessageId;
  readonly states: readonly RowState[];
}[] = [
  { value: 'all', label: 'import.all', states: [] },
  { value: 'new', label: 'import.new', states: [RowState.NEW] },
  { value: 'merge', label: 'import.matches-yours', states: [RowState.MERGE] },
  { value: 'possible', label: 'import.possible-duplicates', states: [RowState.POSSIBLE_DUPLICATE] },
  { value: 'left-out', label: 'import.left-out', states: [RowState.LEFT_OUT] },
  { value: 'duplicate', label: 'import.already-imported', states: [RowState.DUPLICATE] },
  { value: 'error', label: 'import.errors', states: [RowState.ERROR] },
];

type Props = {
  readonly source: Source;
  readonly mapping: Mapping;
  readonly back: () => void;
  readonly done: (imported: Import) => void;
};

export function ReviewStep({ source, mapping, back, done }: Props) {
  const [filter, setFilter] = useState('all');
  const [moveOpeningDate, setMoveOpeningDate] = useState(false);
  const preview = usePreview(source, mapping, { states: statesOf(filter), moveOpeningDate });
  const { choice, takenOf, request } = useChoice();
  const commit = useWrite(ImportService.method.commitImport, 'transactions', {
    timeoutMs: FILE_CALL_MS,
    onSuccess: (answer) => answer.import && done(answer.import),
  });
  const send = () => commit.mutate({ ...source, mapping, ...request, moveOpeningDate });
  return (
    <Loaded query={preview}>
      {({ counts, earlyRows }) => (
        <Stack gap="lg">
          {earlyRows && <EarlyRowsOffer rows={earlyRows} chosen={moveOpeningDate} choose={setMoveOpeningDate} />}
          <RowFilter counts={counts} filter={filter} setFilter={setFilter} />
          <RowsTile key={filter} preview={preview} choice={choice} />
          {commit.error && <ErrorMessage error={commit.error} />}
          <ReviewButtons back={back} count={takenOf(counts)} busy={commit.isPending} send={send} />
        </Stack>
      )}
    </Loaded>
  );
}

const statesOf = (filter: string) => filters.find(({ value }) => value === filter)?.states ?? [];

type FilterProps = {
  readonly counts: Counts;
  readonly filter: string;
  readonly setFilter: (filter: string) => void;
};

/** Offers only states that occur in the file. */
const RowFilter = ({ counts, filter, setFilter }: FilterProps) => (
  <div className={style['scroll']}>
    <SegmentedControl
      aria-label={text('import.show-rows')}
      miw="100%"
      value={filter}
      onChange={setFilter}
      data={filters
        .filter(({ value, states }) => value === filter || countIn(counts, ...states) > 0)
        .map(({ value, label, states }) => ({ value, label: `${text(label)} ${countIn(counts, ...states)}` }))}
    />
  </div>
);

type RowsProps = { readonly preview: ReturnType<typeof usePreview>; readonly choice: Choice };

/** The rows, page by page. */
function RowsTile({ preview, choice }: RowsProps) {
  const [shown, setShown] = useState(PAGE_SIZE);
  const { hasNextPage, isFetchingNextPage } = preview;
  const rows = preview.data?.rows ?? [];
  const more = () => {
    setShown(shown + PAGE_SIZE);
    if (hasNextPage && shown + PAGE_SIZE > rows.length) void preview.fetchNextPage();
  };
  return (
    <Tile flush>
      <PreviewRows rows={rows.slice(0, shown)} choice={choice} />
      {(rows.length > shown || hasNextPage) && (
        <Group justify="center" p="sm">
          <Button variant="subtle" loading={isFetchingNextPage} onClick={more}>
            {text('import.show-more')}
          </Button>
        </Group>
      )}
    </Tile>
  );
}

type ButtonsProps = {
  readonly back: () => void;
  /** Transactions that the import creates or matches. */
  readonly count: number;
  readonly busy: boolean;
  readonly send: () => void;
};

const ReviewButtons = ({ back, count, busy, send }: ButtonsProps) => (
  <Group justify="space-between">
    <Button variant="default" onClick={back}>
      {text('import.back')}
    </Button>
    <Button loading={busy} disabled={count === 0} onClick={send}>
      {count === 0 ? text('import.nothing-to-import') : text('import.import-transactions', { count })}
    </Button>
  </Group>
);
