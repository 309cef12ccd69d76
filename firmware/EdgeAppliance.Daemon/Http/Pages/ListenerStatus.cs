namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>An address really listened on: where the configuration asked for port 0, the port that the system chose.</summary>
/// <param name="Protocol">As <c>listen</c> names it: <c>http</c>, <c>mqtt</c>; <c>control</c> for the Unix socket.</param>
/// <param name="Address">As <c>127.0.0.1:8080</c>, or a socket's path.</param>
internal sealed record ListenerStatus(string Protocol, string Address);
