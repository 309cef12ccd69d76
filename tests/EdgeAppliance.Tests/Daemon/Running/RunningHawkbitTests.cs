using System.Security.Cryptography;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Running;
using EdgeAppliance.Tests.Daemon.Updates.Hawkbit;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Daemon.Running;

/// <summary>The whole appliance as a device of a hawkBit server.</summary>
public sealed class RunningHawkbitTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();
    private readonly DdiServer _server = new() { Sleep = TimeSpan.FromHours(12) };
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _server.Dispose();
        _key.Dispose();
        _folder.Dispose();
    }

    /// <summary>Between, nobody asks the server, and nobody looks how the trial stands.</summary>
    [Fact]
    public async Task Deployment_TrialEnds_ServerHearsAtOnce()
    {
        string unpacked = "";
        await using var site = await ApplianceUnderTest.Start(Configuration("a"), state => unpacked = Path.Combine(state, "updates/unpacked"));
        using var signer = EcdsaSigner.FromPem(_key.ExportPkcs8PrivateKeyPem());
        Directory.CreateDirectory(At("bundle"));
        File.WriteAllText(At("bundle/bundle.json"), """{ "format": 1, "kind": "configuration", "name": "site-config", "version": "1", "file": "a.json" }""");
        File.WriteAllText(At("bundle/a.json"), Configuration("b"));
        var action = _server.Deploy(DdiServerModule.Of(At("bundle"), signer));
        site.Appliance.Fetch.LookNow();
        var shelf = site.Appliance.Shelf.Shelf;
        Until(() => shelf.Trial is not null && !Directory.Exists(unpacked));
        var before = site.Appliance.Fetch.Page.LastLookAt;
        site.Appliance.Fetch.LookNow();
        Until(() => site.Appliance.Fetch.Page.LastLookAt != before);
        Assert.Empty((await Reload.Run(site.Appliance, CancellationToken.None)).Errors);
        shelf.Change(shelf.Trial!.Id, entry => entry with { State = InstallState.Committed });
        Until(() => action.State == DdiServerState.Finished);
        Assert.Equal("site-config 1 is committed.", action.Details[^1]);
        Assert.Equal(2, site.Appliance.Fetch.Page.Hawkbit!.Polls);
    }

    [Fact]
    public async Task Start_NoServerIsConfiguredAnyMore_WhatWasFetchedIsDeleted()
    {
        string archives = "";
        await using var site = await ApplianceUnderTest.Start("""{ "device": { "id": "box" }, "listen": { "http": "127.0.0.1:0" } }""", state =>
        {
            archives = Directory.CreateDirectory(Path.Combine(state, "updates/hawkbit")).FullName;
            File.WriteAllText(Path.Combine(archives, "tiny@1"), "");
        });
        Assert.False(Directory.Exists(archives));
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private string Configuration(string tag)
    {
        File.WriteAllText(At("token"), "secret");
        File.WriteAllText(At("key.pem"), _key.ExportSubjectPublicKeyInfoPem());
        return $$"""
            { "device": { "id": "box", "tags": { "at": "{{tag}}" } }, "listen": { "http": "127.0.0.1:0" },
              "updates": { "bundles": ["site-config"], "hawkbit": { "url": "{{_server.Address}}", "controller": "site", "token": "${file:{{At("token")}}}", "keys": ["{{At("key.pem")}}"] } } }
            """;
    }

    private static void Until(Func<bool> holds) => Assert.True(SpinWait.SpinUntil(holds, s_patience));
}
