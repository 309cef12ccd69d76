namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Reads the keys of everything that connects to a broker: <c>url</c>, <c>user</c>, <c>password</c>, <c>ca</c>, <c>certificate</c>, <c>key</c> and <c>keepAlive</c>.</summary>
internal static class BrokerReader
{
    /// <param name="scheme">That of the protocol without TLS; with TLS it has an s behind it.</param>
    /// <returns>Null where it is none, which is reported.</returns>
    public static Uri? Url(ConfigSection section, string scheme)
    {
        string address = section.RequiredText("url");
        bool known = Uri.TryCreate(address, UriKind.Absolute, out var url) && (url.Scheme == scheme || url.Scheme == scheme + "s") && url.Host.Length > 0;
        if (!known && address.Length > 0) section.Errors.Add(section.Find("url")!, $"must be {scheme}://HOST[:PORT] or {scheme}s://HOST[:PORT]");
        if (known && url!.UserInfo.Length > 0) section.Errors.Add(section.Find("url")!, "must hold no user or password; they have keys of their own");
        return known ? url : null;
    }

    public static (string? User, Secret? Password) Credentials(ConfigSection section)
    {
        string? user = section.FindText("user");
        var password = section.FindSecret("password");
        if (password is not null && user is null) section.Errors.Add(section.Find("password")!, "needs a user");
        return (user, password);
    }

    /// <param name="url">Null where it is none.</param>
    public static UplinkTls Tls(ConfigSection section, Uri? url, string scheme)
    {
        var tls = new UplinkTls(section.FindText("ca"), section.FindText("certificate"), section.FindText("key"));
        if ((tls.CertificateFile is null) != (tls.KeyFile is null))
            section.Errors.Add(section.Find("certificate") ?? section.Find("key")!, "a certificate and a key come together");
        if (url?.Scheme != scheme + "s" && tls != new UplinkTls(null, null, null))
            section.Errors.Add(section.Find("ca") ?? section.Find("certificate") ?? section.Find("key")!, $"is of use only where the url is {scheme}s://");
        return tls;
    }

    public static TimeSpan KeepAlive(ConfigSection section) => section.Duration("keepAlive", TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(15));
}
