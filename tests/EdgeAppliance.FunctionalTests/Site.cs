using EdgeAppliance.Demo.Cloud;
using EdgeAppliance.FunctionalTests.Cloud;
using EdgeAppliance.FunctionalTests.Daemons;
using EdgeAppliance.FunctionalTests.Devices;

namespace EdgeAppliance.FunctionalTests;

/// <summary>One appliance with its devices on one side and, at the other end of a cable, mosquitto and the application that listens there.</summary>
internal sealed class Site : IAsyncDisposable
{
    public const string DeviceId = "under-test";

    private readonly CloudBroker _broker;
    private readonly List<Device> _devices = [];

    private Site(DaemonFolder folder, CloudBroker broker, Cable cable, CloudArchive archive, string[] environment)
    {
        (Folder, _broker, Cable, Archive) = (folder, broker, cable, archive);
        Daemon = new DaemonUnderTest(folder, environment);
    }

    public DaemonFolder Folder { get; }

    public Cable Cable { get; }

    /// <summary>Of the broker itself, at the far end of the cable.</summary>
    public int CloudPort => _broker.Port;

    public CloudArchive Archive { get; }

    public DaemonUnderTest Daemon { get; }

    public IReadOnlyList<Device> Devices => _devices;

    /// <param name="configuration">From the port of the cable's near end to the configuration.</param>
    /// <param name="environment">The daemon's variables as NAME=VALUE.</param>
    public static async Task<Site> Open(Func<int, string> configuration, params string[] environment)
    {
        var folder = new DaemonFolder("{}");
        var broker = new CloudBroker(Directory.CreateDirectory(folder.PathOf("cloud")).FullName);
        broker.Start();
        var cable = new Cable(broker.Port);
        folder.Configure(configuration(cable.Port));
        return new Site(folder, broker, cable, await CloudArchive.Connect(broker.Port), environment);
    }

    public Device Add(DeviceOptions options)
    {
        var device = new Device(options, () => Daemon.Mqtt);
        _devices.Add(device);
        return device;
    }

    /// <summary>Lets devices rest and waits until all they have sent is acknowledged, processed and come to the archive.</summary>
    public async Task Drain()
    {
        foreach (var device in _devices) device.Rest();
        await Eventually.Becomes("all that devices sent is acknowledged", () => _devices.TrueForAll(d => d.Log.InFlight == 0), log: () => Daemon.Log);
        await Eventually.Becomes("all records are delivered", Daemon.HasDelivered, TimeSpan.FromSeconds(120), () => Daemon.Log);
        await Archive.Flush();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var device in _devices) await device.DisposeAsync();
        Daemon.Dispose();
        await Archive.DisposeAsync();
        Cable.Dispose();
        _broker.Dispose();
        Folder.Dispose();
    }
}
