using System.Net;
using EdgeAppliance.Daemon.Configuration;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>How update repositories on web servers are asked.</summary>
internal static class FetchHttp
{
    private static readonly TimeSpan s_connectWithin = TimeSpan.FromSeconds(15);

    /// <param name="proxy">Null for the one that the environment names, or none.</param>
    public static SocketsHttpHandler Handler(ProxyConfiguration? proxy)
    {
        var handler = new SocketsHttpHandler { ConnectTimeout = s_connectWithin };
        if (proxy is not null) handler.Proxy = new WebProxy(proxy.Url) { Credentials = proxy.User is { } user ? new NetworkCredential(user, proxy.Password?.Reveal()) : null };
        return handler;
    }
}
