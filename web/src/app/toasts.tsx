/** Where toasts appear. Loaded after the page: toasts that come earlier wait for it. */
import '@mantine/notifications/styles.css';
import { Notifications } from '@mantine/notifications';

export const Toasts = () => <Notifications position="bottom-right" />;
