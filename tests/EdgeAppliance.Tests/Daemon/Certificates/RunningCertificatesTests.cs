using System.Text;
using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Running;
using EdgeAppliance.Tests.Daemon.Http;
using EdgeAppliance.Tests.Storage;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Daemon.Certificates;

public sealed class RunningCertificatesTests
{
    private const int NotRenewed = 1332;

    /// <summary>What fails waits before it is tried again, whatever is reloaded meanwhile.</summary>
    [Fact]
    public async Task Use_TheSameOnceMore_GoesOnWithItsRenewal()
    {
        using var folder = new TemporaryFolder();
        using var loggers = new RecordingLoggers();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero));
        await using var certificates = new RunningCertificates(null, "box", time.GetUtcNow, time, loggers);

        await certificates.Use(Read(folder, "box.site"));
        await certificates.Use(Read(folder, "box.site"));
        Assert.Equal(1, loggers.Count(NotRenewed));

        await certificates.Use(Read(folder, "box.example"));
        Assert.Equal(2, loggers.Count(NotRenewed));
    }

    private static ApplianceConfiguration Read(TemporaryFolder folder, string name)
    {
        string json = $$"""{ "device": { "id": "box" }, "certificates": { "own": { "certificate": "{{folder.FullName}}/own.pem", "key": "{{folder.FullName}}/own.key", "names": ["{{name}}"] } } }""";
        var result = ConfigReader.Read("f", Encoding.UTF8.GetBytes(json), new ConfigContext(SecretStore.OfThisProcess, _ => new StepCatalog()));
        Assert.Empty(result.Errors);
        return result.Configuration!;
    }
}
