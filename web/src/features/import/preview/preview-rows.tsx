/** Rows of a file as they will be read: a table where there is room, a list on a phone. In the review each can be left out. */
import { useMediaQuery } from '@mantine/hooks';
import type { PreviewRow } from '#gen/melo/transactions/v1/import_pb.ts';
import { TABLES } from '../../../app/theme.ts';
import type { Choice } from './choice.ts';
import { useExisting } from './existing.ts';
import { PreviewList } from './preview-list.tsx';
import { PreviewTable } from './preview-table.tsx';

type Props = {
  readonly rows: readonly PreviewRow[];
  /** In the review, what the user has decided about rows. */
  readonly choice?: Choice | undefined;
};

export function PreviewRows({ rows, choice }: Props) {
  const existing = useExisting(choice ? rows : []);
  const roomy = useMediaQuery(TABLES, true, { getInitialValueInEffect: false });
  const Rows = roomy ? PreviewTable : PreviewList;
  return <Rows rows={rows} choice={choice} existing={existing} />;
}
