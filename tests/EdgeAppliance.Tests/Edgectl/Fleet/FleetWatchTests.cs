using System.Text.Json;
using EdgeAppliance.Bundles.Reports;
using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Bundles.Tuf.Repository;
using EdgeAppliance.Edgectl;
using EdgeAppliance.Tests.Architecture;
using EdgeAppliance.Tests.Daemon.Uplink;
using EdgeAppliance.Tests.Peers;
using MQTTnet;

namespace EdgeAppliance.Tests.Edgectl.Fleet;

/// <summary>The watch over a real broker and a repository in a folder.</summary>
public sealed class FleetWatchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-fleet-").FullName;

    private string Repository => Path.Combine(_folder, "repository");

    private string Keys => Path.Combine(_folder, "keys");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [ProgramFact(Mosquitto.Program, "mosquitto")]
    public async Task Watch_AllOfAStageHaveCommitted_PromotesAndAbortsWhenTheNextFails()
    {
        using var broker = new Mosquitto("allow_anonymous true");
        await Create("--stage", "10%:0s:90%", "--stage", "100%:0s:90%");
        var first = Ids().Where(id => StageOf(id) == 1).ToList();
        await Report(broker, first.Select(id => (id, ReportedState.Committed)));

        await Report(broker, Ids().Except(first).Select((id, i) => (id, i < 30 ? ReportedState.RolledBack : ReportedState.Committed)));
        var run = await EdgectlRun.Of("fleet", "watch", Repository, "--keys", Keys, "--broker", $"mqtt://127.0.0.1:{broker.Port}", "--rollout", "r", "--act", "--settle", "1s", "--json");

        Assert.Equal(ExitCodes.Done, run.Code);
        var lines = run.OutputLines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Contains(lines, line => line.GetProperty("stage").GetInt32() == 1 && line.GetProperty("move").GetString() == "promote" && line.GetProperty("meant").GetInt32() == first.Count);
        Assert.Equal(("abort", 2, 30), (lines[^1].GetProperty("move").GetString(), lines[^1].GetProperty("stage").GetInt32(), lines[^1].GetProperty("failed").GetInt32()));
        Assert.Equal((RolloutState.Aborted, 2), (Published().State, Published().Stage));
    }

    [ProgramFact(Mosquitto.Program, "mosquitto")]
    public async Task Watch_Once_ShowsHowItIsAndChangesNothing()
    {
        using var broker = new Mosquitto("allow_anonymous true");
        await Create("--stage", "100%");
        await Report(broker, Ids().Take(3).Select(id => (id, ReportedState.Committed)));

        var run = await EdgectlRun.Of("fleet", "watch", Repository, "--broker", $"mqtt://127.0.0.1:{broker.Port}", "--once", "--settle", "1s");

        Assert.Equal(ExitCodes.Done, run.Code);
        Assert.Contains("committed 3", run.Output);
        Assert.Equal(1, Published().Stage);
    }

    [Fact]
    public async Task Watch_NoBroker_SaysSo()
    {
        await Create("--stage", "100%");

        var run = await EdgectlRun.Of("fleet", "watch", Repository, "--broker", "mqtt://127.0.0.1:1", "--once");

        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains("no broker answers", run.Errors);
    }

    [Theory]
    [InlineData("--broker", "https://x")]
    [InlineData("--broker", "mqtt://x", "--promote-at", "98")]
    public async Task Watch_WrongOption_IsWrongUsage(params string[] options) =>
        Assert.Equal(ExitCodes.WrongUsage, (await EdgectlRun.Of(["fleet", "watch", Repository, .. options])).Code);

    private static IEnumerable<string> Ids() => Enumerable.Range(0, 200).Select(i => $"box-{i}");

    private static int StageOf(string id) => RolloutDecision.StageOf(new Rollout("r") { Stages = [new(100_000), new(1_000_000)] }, new RolloutDevice(id, new Dictionary<string, string>()));

    private static async Task Report(Mosquitto broker, IEnumerable<(string Id, ReportedState State)> reports)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", broker.Port).Build());
        string version = EdgeAppliance.Bundles.BundleFolder.Open(Bundle).Manifest.Version;
        foreach (var (id, state) in reports)
        {
            var report = new DeviceReport { Device = id, Bundles = [new BundleReport { Bundle = "host-anomaly", Version = version, State = state, Reason = "it drifts" }] };
            await client.PublishAsync(new MqttApplicationMessageBuilder().WithTopic(DeviceReport.TopicOf(id)).WithPayload(report.ToUtf8()).WithRetainFlag().WithQualityOfServiceLevel(MQTTnet.Protocol.MqttQualityOfServiceLevel.AtLeastOnce).Build());
        }
        await client.DisconnectAsync();
    }

    private async Task Create(params string[] stages)
    {
        Assert.Equal(ExitCodes.Done, (await EdgectlRun.Of("repo", "init", Repository, "--keys", Keys)).Code);
        Assert.Equal(ExitCodes.Done, (await EdgectlRun.Of(["rollout", "create", Repository, "r", "--keys", Keys, "--bundle", Bundle, .. stages])).Code);
    }

    private static string Bundle => Path.Combine(ProjectReferences.Root, "models/host-anomaly");

    private Rollout Published() => new RolloutBook(TufRepository.Open(Repository)).Find("r").Rollout;
}
