using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Health;
using EdgeAppliance.Daemon.Health.Logs;
using EdgeAppliance.Daemon.Running;
using EdgeAppliance.Daemon.Updates.Disk;
using EdgeAppliance.Daemon.Updates.Shelf;
using EdgeAppliance.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Tests.Daemon.Running;

/// <summary>The whole appliance in the test's own process, with its configuration's file and state in a folder of its own.</summary>
internal sealed class ApplianceUnderTest : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModelRoom _models;
    private readonly SystemdNotifier _notifier = new(null, TimeProvider.System);
    private readonly ApplianceLoggerProvider _log = new(Stream.Null, journal: false, TimeProvider.System);
    private readonly StateDirectory _state;
    private readonly ConfigurationInForce _inForce;

    private ApplianceUnderTest(string json)
    {
        string state = Path.Combine(_folder.FullName, "state");
        Configure(json);
        _state = StateDirectory.Open(state);
        _models = new ModelRoom(state, NullLogger.Instance, TimeProvider.System);
        _inForce = new ConfigurationInForce(File, new BundleShelf(state, new UpdateDisk(), TimeProvider.System), new ConfigContext(SecretStore.OfThisProcess, _models.Steps), TimeProvider.System);
    }

    public Appliance Appliance { get; private set; } = null!;

    private string File => Path.Combine(_folder.FullName, "appliance.json");

    /// <param name="before">Done to the state directory before it starts.</param>
    public static async Task<ApplianceUnderTest> Start(string json, Action<string>? before = null)
    {
        var started = new ApplianceUnderTest(json);
        before?.Invoke(started._state.Path);
        var around = new Surroundings(started._state, started._models, started._inForce, started._notifier, TimeProvider.System) { Log = started._log, Loggers = NullLoggerFactory.Instance };
        var read = started._inForce.Read();
        Assert.Empty(read.Errors);
        started.Appliance = await Appliance.Start(read.Configuration!, around, CancellationToken.None);
        return started;
    }

    /// <summary>Writes the configuration's file; a reload takes it.</summary>
    public void Configure(string json) => System.IO.File.WriteAllText(File, json);

    public async ValueTask DisposeAsync()
    {
        await Appliance.DisposeAsync();
        _models.Dispose();
        _state.Dispose();
        _notifier.Dispose();
        _log.Dispose();
        _folder.Dispose();
    }
}
