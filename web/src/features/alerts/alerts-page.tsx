/** Notifications, newest first, grouped by day. */
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { useInfiniteQuery } from '@connectrpc/connect-query';
import { Button, Stack, Title } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import type { Notification } from '#gen/melo/notifications/v1/notification_pb.ts';
import { NotificationService } from '#gen/melo/notifications/v1/notification_service_pb.ts';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { sizes } from '../../app/theme.ts';
import { addDays, formatLongDay, todayIn } from '../../i18n/dates.ts';
import { text } from '../../i18n/text.ts';
import { Empty } from '../../ui/feedback/notes.tsx';
import { Loaded } from '../../ui/feedback/states.tsx';
import { Page } from '../../ui/layout/page.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import { AlertRow, useMarkRead } from './alert-row.tsx';

const PAGE_SIZE = 50;

export function AlertsPage() {
  const markRead = useMarkRead();
  const query = useInfiniteQuery(
    NotificationService.method.listNotifications,
    { pageSize: PAGE_SIZE, pageToken: '' },
    { pageParamKey: 'pageToken', getNextPageParam: ({ nextPageToken }) => nextPageToken || undefined },
  );
  const unread = query.data?.pages[0]?.unreadCount ?? 0;
  const markAll = (
    <Button variant="default" size="xs" onClick={() => markRead([])}>
      {text('alerts.mark-all-as-read')}
    </Button>
  );
  return (
    <Page title={text('alerts.notifications')} actions={unread > 0 && markAll}>
      <Loaded query={query}>
        {({ pages }) => {
          const alerts = pages.flatMap(({ notifications }) => notifications);
          if (alerts.length === 0) return <NoAlerts />;
          return (
            <Stack gap="lg">
              <AlertsByDay alerts={alerts} />
              {query.hasNextPage && (
                <Button variant="default" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
                  {text('alerts.show-older')}
                </Button>
              )}
            </Stack>
          );
        }}
      </Loaded>
    </Page>
  );
}

const NoAlerts = () => (
  <Empty
    icon={<IconBell size={sizes.largeIcon} stroke={sizes.stroke} />}
    title={text('alerts.no-notifications')}
    text={text('alerts.when-spending-reaches-a-threshold-of')}
  />
);

function AlertsByDay({ alerts }: { readonly alerts: readonly Notification[] }) {
  const { user } = useCurrentHousehold();
  const nameOf = useDayName();
  const byDay = Map.groupBy(alerts, ({ createTime }) =>
    todayIn(user.timeZone, createTime ? timestampDate(createTime) : new Date()),
  );
  return [...byDay].map(([day, ofDay]) => (
    <Stack key={day} gap="sm">
      <Title order={2} size="sm" c="dimmed">
        {nameOf(day)}
      </Title>
      <Tile flush>
        {ofDay.map((alert) => (
          <AlertRow key={alert.id} alert={alert} />
        ))}
      </Tile>
    </Stack>
  ));
}

/** "Today", "Yesterday", or the date. */
function useDayName(): (day: string) => string {
  const { locale, today } = useCurrentHousehold();
  return (day) => {
    if (day === today) return text('alerts.today');
    return day === addDays(today, -1) ? text('alerts.yesterday') : formatLongDay(day, locale);
  };
}
