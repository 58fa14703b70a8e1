// Runs in CloudFront before the cache: a path without a file extension belongs to the app.
function handler(event) {
  var request = event.request;
  if (!/\.[^/]+$/.test(request.uri)) request.uri = '/index.html';
  return request;
}
