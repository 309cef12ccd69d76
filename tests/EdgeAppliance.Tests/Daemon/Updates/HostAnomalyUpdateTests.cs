using System.Runtime.InteropServices;
using EdgeAppliance.Bundles;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Tests.Inference;
using EdgeAppliance.Tests.Inference.Steps;

namespace EdgeAppliance.Tests.Daemon.Updates;

/// <summary>The versions that the demo installs: 1.0.0 runs, 1.1.0 is better, and the others must not stay.</summary>
public sealed class HostAnomalyUpdateTests : IAsyncLifetime
{
    private const string Steps = """[{"type":"window","size":50,"hop":10},{"type":"infer","model":"host-anomaly"},{"type":"alarm","when":"score > threshold"}]""";
    private const int WindowsMin = 5;
    private static readonly string Demo = Path.Combine(TestModels.Root, "tools/demo/models");
    private static readonly string Better = Path.Combine(TestModels.Root, "models/host-anomaly");
    private readonly UpdatedAppliance _appliance = new();
    private readonly Random _chance = new(20261125);

    public HostAnomalyUpdateTests() => _appliance.TrialOf(WindowsMin, seconds: 20);

    [Fact]
    public async Task Install_Better_IsCommittedWithARecordAWindow()
    {
        var chain = await StartWith100();
        Assert.Equal(InstallState.Trial, (await _appliance.Install(Better)).State);
        RunTrial(chain, windows: 20);
        Assert.Equal((InstallState.Committed, null), (_appliance.Newest.State, _appliance.Newest.Reason));
        Assert.Equal(("1.1.0", "1.0.0"), (_appliance.Page("host-anomaly").Version, _appliance.Page("host-anomaly").PreviousVersion));
        Push(chain, windows: 5);
        Assert.Equal(25, chain.Rows);
        Assert.DoesNotContain("NaN", chain.Output);
    }

    [Theory]
    [InlineData("host-anomaly-fails-golden", true, "The golden test fails: golden[")]
    [InlineData("host-anomaly-always-alarms", false, "It alarms too often: its score is above the threshold in ")]
    [InlineData("host-anomaly-gives-nan", false, "It gave no usable result for ")]
    public async Task Install_Bad_IsNotKept(string bundle, bool isRefused, string reason)
    {
        var chain = await StartWith100();
        await _appliance.Install(Better);
        RunTrial(chain, windows: 10);
        await _appliance.Install(Path.Combine(Demo, bundle));
        RunTrial(chain, windows: 10);
        Assert.Equal(isRefused ? InstallState.Refused : InstallState.RolledBack, _appliance.Newest.State);
        Assert.StartsWith(reason, _appliance.Newest.Reason, StringComparison.Ordinal);
        Assert.Equal("1.1.0", _appliance.Page("host-anomaly").Version);
        Assert.Equal(isRefused ? 10 : 20, chain.Rows);
        Assert.DoesNotContain("NaN", chain.Output);
        Assert.DoesNotContain("raised", chain.Output);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _appliance.DisposeAsync().AsTask();

    private async Task<InferHarness> StartWith100()
    {
        _appliance.Start();
        Assert.Equal(InstallState.Committed, (await _appliance.Install(Path.Combine(Demo, "host-anomaly-1.0.0"))).State);
        return new InferHarness(_appliance.Repository, Steps);
    }

    private void RunTrial(InferHarness chain, int windows)
    {
        if (_appliance.Repository.Slot("host-anomaly").Loaded?.Trial is not { } trial) return;
        Push(chain, windows);
        UpdatedAppliance.Until(() => trial.Report is { RunningFor.Ticks: 0 } report && report.Current.Runs == windows);
        _appliance.Tick(20);
    }

    /// <summary>Pushes the readings of a machine at rest, which the model's golden test knows, again and again: each as it was, but for a thousandth.</summary>
    private void Push(InferHarness chain, int windows)
    {
        var channels = new ChannelSet([.. BundleFolder.Open(Better).Manifest.Channels]);
        var normal = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(Better, "golden/normal.bin")));
        int rows = windows * 10 + (chain.Rows == 0 ? 40 : 0);
        for (int row = 0; row < rows; row++)
        {
            var values = new double[channels.Count];
            for (int c = 0; c < values.Length; c++) values[c] = normal[c * 50 + row % 50] * (1 + _chance.NextDouble() / 1000);
            chain.Push(channels, values);
        }
    }
}
