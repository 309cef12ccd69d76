using System.Text.Json;
using EdgeAppliance.Bench.Harness;
using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Bundles.Tuf.Repository;
using EdgeAppliance.Bundles.Tuf.Sources;
using EdgeAppliance.Edgectl.Fleet;
using EdgeAppliance.Edgectl.Repo;
using EdgeAppliance.Edgectl.Terminal;
using Mosquitto = EdgeAppliance.Bench.Ingest.Mosquitto;

namespace EdgeAppliance.Bench.Fleet;

/// <summary>One rollout to one fleet: 1 a repository, its server and a broker, 2 devices that are connected, 3 the operator's watch, 4 the devices look
/// into the repository again and again until the watch is done, 5 and once more, to see that nobody begins who shall not.</summary>
internal sealed class FleetRun : IAsyncDisposable
{
    private const int AtOnce = 48;
    private const int LooksMax = 12;
    private const int BadPpm = 20_000;

    private readonly BenchRun _run;

    /// <summary>In memory where there is such a place: every device has a disk of its own, and this one shall not stand for all of them.</summary>
    private readonly string _incoming = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"edge-bench-fleet-{Environment.ProcessId}");
    private readonly List<TufSigner> _signers = [];
    private readonly StringWriter _said = new();
    private Mosquitto? _broker;
    private HttpClient? _http;
    private FleetDevice[] _devices = [];

    private FleetRun(BenchRun run) => _run = run;

    public NginxProcess Server { get; private set; } = null!;

    public IReadOnlyList<FleetDevice> Devices => _devices;

    /// <summary>What the watch wrote, a line of JSON a look.</summary>
    public IEnumerable<JsonElement> Said => _said.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);

    private string Repository => Path.Combine(_run.Folder, "fleet/repository");

    public Rollout Rollout => new RolloutBook(TufRepository.Open(Repository)).All.Single().Rollout;

    public static bool IsBad(string id) => RolloutShare.Of("bad", id) < BadPpm;

    public static async Task<FleetRun> Start(BenchRun run, int devices, Rollout rollout, CancellationToken stop)
    {
        var made = new FleetRun(run);
        string model = made.MakeRepository(rollout);
        made.Server = await NginxProcess.Start(made.Repository, Path.Combine(run.Folder, "fleet/nginx"), run.Time); // 1
        made._broker = await Mosquitto.StartAsync("fleet", run.Folder, null, run.Time);
        made._http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = AtOnce }) { Timeout = Timeout.InfiniteTimeSpan };
        string below = $"http://127.0.0.1:{made.Server.Port}";
        var source = new HttpSource(made._http, new Uri($"{below}/{FolderSource.Metadata}/"), new Uri($"{below}/{FolderSource.Targets}/"), TimeProvider.System);
        var site = new FleetSite(source, File.ReadAllBytes(Path.Combine(made.Repository, "metadata/1.root.json")), new Uri($"mqtt://127.0.0.1:{made._broker.Port}"), made._incoming, model);
        made._devices = [.. Enumerable.Range(0, devices).Select(i => $"box-{i}").Select(id => new FleetDevice(id, IsBad(id), site))];
        await made.Each(device => device.Connect(stop), stop); // 2
        return made;
    }

    /// <returns>How many times every device looked.</returns>
    public async Task<int> Go(CancellationToken stop)
    {
        var around = new Surroundings(new Screen(_said, _said, colours: false), TimeProvider.System);
        await using var broker = new FleetBroker(new FleetBrokerOptions(new Uri($"mqtt://127.0.0.1:{_broker!.Port}"), null, null, null));
        var options = new FleetWatchOptions(Repository, Rollout.Id, new FleetRule(), Acts: true, IsOnce: false, IsJson: true) { Settle = TimeSpan.FromSeconds(3) };
        var watch = new FleetWatch(broker, options, _signers, around).Run(stop); // 3
        int looks = 0;
        for (; looks < LooksMax && !watch.IsCompleted; looks++) // 4
        {
            // The next stage may be published while devices look: some have not seen it then, and all look again.
            int stage = Rollout.Stage;
            await LookAll(stop);
            while (!watch.IsCompleted && Rollout.Stage == stage && Rollout.State == RolloutState.Running) await Task.Delay(TimeSpan.FromMilliseconds(200), _run.Time, stop);
        }
        await watch;
        await LookAll(stop); // 5
        return looks + 1;
    }

    public Task LookAll(CancellationToken stop) => Each(device => device.Look(stop), stop);

    public async ValueTask DisposeAsync()
    {
        await Each(device => device.Close(), CancellationToken.None);
        foreach (var device in _devices) device.Dispose();
        _http?.Dispose();
        Server?.Dispose();
        if (Directory.Exists(_incoming)) Directory.Delete(_incoming, recursive: true);
        if (_broker is not null) await _broker.DisposeAsync();
    }

    private async Task Each(Func<FleetDevice, Task> act, CancellationToken stop) =>
        await Parallel.ForEachAsync(_devices, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop }, async (device, _) => await act(device));

    /// <returns>The model's name.</returns>
    private string MakeRepository(Rollout rollout)
    {
        var repository = TufRepository.Create(Repository);
        foreach (var (name, role) in repository.Roles)
        {
            TufSigner[] signers = name is "root" or "targets" ? [EcdsaSigner.Generate(), MlDsaSigner.Generate()] : [EcdsaSigner.Generate()];
            foreach (var signer in signers) role.Add(signer.Key);
            _signers.AddRange(signers);
        }
        string bundle = Path.Combine(_run.Root, "models/host-anomaly");
        BundleTargets.Add(repository, bundle, Directory.CreateDirectory(Path.Combine(_run.Folder, "scratch")).FullName);
        var manifest = Bundles.BundleFolder.Open(bundle).Manifest;
        var now = _run.Time.GetUtcNow();
        new RolloutBook(repository).Create(manifest.Name, manifest.Version, rollout.Begun(now));
        repository.Publish(_signers, new Lifetimes(), now);
        return manifest.Name;
    }
}
