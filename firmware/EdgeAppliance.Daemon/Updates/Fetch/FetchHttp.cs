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
        if (Proxy(proxy) is { } through) handler.Proxy = through;
        return handler;
    }

    /// <returns>Null where none is configured.</returns>
    public static WebProxy? Proxy(ProxyConfiguration? proxy) =>
        proxy is null ? null : new WebProxy(proxy.Url) { Credentials = proxy.User is { } user ? new NetworkCredential(user, proxy.Password?.Reveal()) : null };
}
