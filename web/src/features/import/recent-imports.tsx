/** What was imported of late, each to be taken back. */
import { Button, Group, Text } from '@mantine/core';
import { ImportService } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { useHome } from '../../api/current-household.tsx';
import { importsDocument } from '../../api/graphql/generated/documents.ts';
import { useGraphQL } from '../../api/graphql.ts';
import { write } from '../../api/mutations.ts';
import { formatDay, todayIn } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { Loaded } from '../../ui/feedback/states.tsx';
import { say, sayFailure } from '../../ui/feedback/toast.tsx';
import { Tag } from '../../ui/layout/tag.tsx';
import { Tile } from '../../ui/layout/tile.tsx';

export function RecentImports() {
  const { household, locale, today, canEdit } = useHome();
  const query = useGraphQL(importsDocument, { householdId: household.id });
  const revert = (id: string) =>
    write(ImportService.method.revertImport, { id }, 'transactions').then(
      () => say(text('import.the-import-was-undone-2')),
      sayFailure,
    );
  const day = (time: string | null) =>
    time ? formatDay(todayIn(household.timeZone, new Date(time)), locale, today) : '';
  return (
    <Loaded query={query}>
      {({ listImports }) => {
        const imports = listImports?.imports ?? [];
        if (imports.length === 0) return null;
        return (
          <Tile title={text('import.recent-imports')}>
            {imports.map(({ id, fileName, account, createdCount, createTime, revertTime }) => (
              <Group key={id} justify="space-between" py="sm" wrap="nowrap">
                <div style={{ minWidth: 0 }}>
                  <Text size="sm" fw={500} truncate>
                    {fileName}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {day(createTime)} · {account?.name} · {text('import.transaction-count', { count: createdCount })}
                  </Text>
                </div>
                {revertTime ? (
                  <Tag>{text('import.undone')}</Tag>
                ) : (
                  canEdit && (
                    <Button
                      size="xs"
                      variant="subtle"
                      onClick={() => revert(id)}
                      aria-label={text('import.undo-the-import-of-filename', { fileName })}
                    >
                      {text('import.undo')}
                    </Button>
                  )
                )}
              </Group>
            ))}
          </Tile>
        );
      }}
    </Loaded>
  );
}
