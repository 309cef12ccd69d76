using System.Diagnostics;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Http.Client;
using EdgeAppliance.Daemon.Identity.Bearer;
using EdgeAppliance.Tests.Daemon.Uplink;
using EdgeAppliance.Tests.Peers;
using EdgeAppliance.Tests.Storage;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Daemon.Identity.Bearer;

/// <summary>Keys fetched from openssl's web server.</summary>
public sealed class IssuerClientTests : IDisposable
{
    private const string Openssl = "/usr/bin/openssl";

    private readonly TestAuthority _authority = new("servers");
    private readonly TemporaryFolder _pages = new();
    private Process? _server;

    public void Dispose()
    {
        _server?.Kill();
        _server?.WaitForExit();
        _server?.Dispose();
        _pages.Dispose();
        _authority.Dispose();
    }

    [ProgramFact(Openssl, "openssl")]
    public async Task Fetch_ByDiscovery_GetsTheKeys()
    {
        string issuer = await Serve();
        using var keys = new TestIssuer(new FakeTimeProvider(), issuer);
        await Write("keys.json", keys.KeySetJson);
        await Write(".well-known/openid-configuration", $$"""{"issuer":"{{issuer}}","jwks_uri":"{{issuer}}/keys.json"}""");
        Assert.NotNull(KeySet.Read(await Client(issuer, _authority.CertificateFile).Fetch(CancellationToken.None)).Find("2026-ec", "ES256"));
        await Write(".well-known/openid-configuration", $$"""{"issuer":"https://other.example","jwks_uri":"{{issuer}}/keys.json"}""");
        await Assert.ThrowsAsync<FormatException>(() => Client(issuer, _authority.CertificateFile).Fetch(CancellationToken.None));
        await Write(".well-known/openid-configuration", $$"""{"issuer":"{{issuer}}","jwks_uri":"http://127.0.0.1/keys.json"}""");
        await Assert.ThrowsAsync<FormatException>(() => Client(issuer, _authority.CertificateFile).Fetch(CancellationToken.None));
        await Write(".well-known/openid-configuration", new string(' ', KeySet.BytesMax + 1));
        await Assert.ThrowsAsync<HttpRequestException>(() => Client(issuer, _authority.CertificateFile).Fetch(CancellationToken.None));
    }

    [ProgramFact(Openssl, "openssl")]
    public async Task Fetch_ServerOfAnotherAuthority_IsNotTrusted()
    {
        string issuer = await Serve();
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => Client(issuer, null).Fetch(CancellationToken.None));
        Assert.Contains("not trusted", SiteHttp.WhyNot(refused));
        using var other = new TestAuthority("other");
        await Assert.ThrowsAsync<HttpRequestException>(() => Client(issuer, other.CertificateFile).Fetch(CancellationToken.None));
    }

    private static IssuerClient Client(string issuer, string? authority) =>
        new(new OAuthConfiguration(issuer, "a", null, authority, TimeSpan.Zero), TimeProvider.System.GetUtcNow);

    private Task Write(string name, string text)
    {
        string path = Path.Combine(_pages.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return File.WriteAllTextAsync(path, text);
    }

    private async Task<string> Serve()
    {
        var (certificate, key) = _authority.Issue("web");
        var start = new ProcessStartInfo(Openssl, ["s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-WWW"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _pages.FullName,
        };
        _server = Process.Start(start)!;
        _server.BeginErrorReadLine();
        while (await _server.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)) is { } line)
            if (line.StartsWith("ACCEPT ", StringComparison.Ordinal))
            {
                // So that it never waits to be read.
                _ = _server.StandardOutput.ReadToEndAsync();
                return "https://" + line["ACCEPT ".Length..].Trim();
            }
        throw new InvalidOperationException("openssl did not listen.");
    }
}
