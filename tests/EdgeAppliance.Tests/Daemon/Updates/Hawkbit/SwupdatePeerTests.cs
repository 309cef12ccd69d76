using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Demo.Processes;
using EdgeAppliance.Tests.Peers;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

/// <summary>Whether the server that other tests use is one that somebody else's client of the same API gets along with: SWUpdate's, of Debian.</summary>
public sealed class SwupdatePeerTests
{
    [ProgramFact("/usr/bin/swupdate", "swupdate")]
    public async Task Swupdate_DeploymentThatItCannotInstall_SaysSoAndFollowsACancellation()
    {
        using var server = new DdiServer { Sleep = TimeSpan.FromSeconds(1) };
        server.Links = server.Address;
        var cancelled = server.Deploy(new DdiServerModule("tiny", "1", new Dictionary<string, byte[]> { ["tiny.swu"] = new byte[64] }));
        server.Cancel(cancelled);
        using var own = new TemporaryFolder();
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        using var trusted = new CertificateRequest("CN=nobody", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        string signer = Path.Combine(own.FullName, "signer.pem");
        await File.WriteAllTextAsync(signer, trusted.ExportCertificatePem() + "\n");
        using var swupdate = new ChildProcess("env", [$"TMPDIR={own.FullName}/", $"RUNTIME_DIRECTORY={own.FullName}/", "/usr/bin/swupdate", "-v", "-k", signer, "-u", $"-t DEFAULT -u http://{server.Address.Authority} -i site -k secret -p 1"]);
        await Becomes(() => cancelled.State == DdiServerState.Canceled, swupdate);
        var bad = server.Deploy(new DdiServerModule("tiny", "2", new Dictionary<string, byte[]> { ["tiny.swu"] = new byte[64 << 10] }));
        await Becomes(() => bad.State == DdiServerState.Error, swupdate);
        Assert.Contains("closed failure", bad.Told);
        Assert.NotEqual(0, server.Bytes);
    }

    private static async Task Becomes(Func<bool> holds, ChildProcess swupdate)
    {
        long since = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(60), swupdate.Log);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}
