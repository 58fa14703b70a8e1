/** Recent imports, each with a button that undoes it. */
import { Button, Group, Text } from '@mantine/core';
import { ImportService } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { type ImportsQuery, importsDocument } from '../../api/graphql/generated/documents.ts';
import { useGraphQL } from '../../api/graphql.ts';
import { write } from '../../api/mutations.ts';
import { formatDay, todayIn } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { Loaded } from '../../ui/feedback/states.tsx';
import { showFailure, showToast } from '../../ui/feedback/toast.tsx';
import { Tag } from '../../ui/layout/tag.tsx';
import { Tile } from '../../ui/layout/tile.tsx';

export function RecentImports() {
  const { household } = useCurrentHousehold();
  const query = useGraphQL(importsDocument, { householdId: household.id });
  return (
    <Loaded query={query}>
      {({ listImports }) => {
        const imports = listImports?.imports ?? [];
        if (imports.length === 0) return null;
        return (
          <Tile title={text('import.recent-imports')}>
            {imports.map((one) => (
              <ImportRow key={one.id} {...one} />
            ))}
          </Tile>
        );
      }}
    </Loaded>
  );
}

type ImportRowProps = NonNullable<ImportsQuery['listImports']>['imports'][number];

function ImportRow({ id, fileName, account, createdCount, createTime, revertTime }: ImportRowProps) {
  const { household, locale, today } = useCurrentHousehold();
  const day = createTime ? formatDay(todayIn(household.timeZone, new Date(createTime)), locale, today) : '';
  return (
    <Group justify="space-between" py="sm" wrap="nowrap">
      <div style={{ minWidth: 0 }}>
        <Text size="sm" fw={500} truncate>
          {fileName}
        </Text>
        <Text size="xs" c="dimmed">
          {day} · {account?.name} · {text('import.transaction-count', { count: createdCount })}
        </Text>
      </div>
      {revertTime ? <Tag>{text('import.undone')}</Tag> : <UndoButton id={id} fileName={fileName} />}
    </Group>
  );
}

function UndoButton({ id, fileName }: Pick<ImportRowProps, 'id' | 'fileName'>) {
  const { canEdit } = useCurrentHousehold();
  if (!canEdit) return null;
  const revert = () =>
    write(ImportService.method.revertImport, { id }, 'transactions').then(
      () => showToast(text('import.the-import-was-undone-2')),
      showFailure,
    );
  return (
    <Button
      size="xs"
      variant="subtle"
      flex="none"
      onClick={revert}
      aria-label={text('import.undo-the-import-of-filename', { fileName })}
    >
      {text('import.undo')}
    </Button>
  );
}
