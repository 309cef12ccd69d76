using System.Net;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Mqtt;
using EdgeAppliance.Storage.Blobs;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Ingest.Mqtt;

/// <summary>A broker with one source and a store of its own, which a test can end and begin anew, at a time that it sets.</summary>
internal sealed class BrokerSite : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly MqttBrokerOptions _options;
    private readonly DeviceAdmission? _admission;
    private BlobStore _blobs = null!;
    private int _crashes;

    /// <param name="held">Whether readings wait until the test commits them.</param>
    /// <param name="admission">Null where everybody is taken.</param>
    public BrokerSite(MqttBrokerOptions? options = null, bool held = false, DeviceAdmission? admission = null)
    {
        _admission = admission;
        Store = new HeldStore(held);
        _options = options ?? new MqttBrokerOptions();
        Source = new MqttSource(new MqttSourceOptions { Name = "pump", Topic = "plant/+/telemetry" }, Store.Append, TimeProvider.System);
        Begin();
    }

    public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    public HeldStore Store { get; }

    public MqttSource Source { get; }

    public MqttBroker Broker { get; private set; } = null!;

    public IPEndPoint Endpoint => Broker.Endpoint;

    public long this[MqttCount count] => Broker.Counters[count];

    /// <summary>Ends the broker, and begins another on what it left.</summary>
    public async Task Restart()
    {
        await End();
        Begin();
    }

    /// <summary>Ends the broker as SIGKILL does, and begins another on what was stored. Nothing may be on its way to the store.</summary>
    public async Task Crash()
    {
        string left = Files;
        _crashes++;
        Directory.CreateDirectory(Files);
        foreach (string file in Directory.EnumerateFiles(left)) File.Copy(file, Path.Combine(Files, Path.GetFileName(file)));
        await End();
        Begin();
    }

    /// <summary>Lets time pass until something is so.</summary>
    public void PassUntil(Func<bool> isSo, double seconds = 1)
    {
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                if (isSo()) return true;
                Time.Advance(TimeSpan.FromSeconds(seconds));
                return false;
            },
            s_patience));
    }

    public static void Until(Func<bool> isSo) => Assert.True(SpinWait.SpinUntil(isSo, s_patience));

    public async ValueTask DisposeAsync()
    {
        Store.CommitAlways();
        await End();
        Source.Dispose();
        _folder.Dispose();
    }

    private string Files => Path.Combine(_folder.FullName, $"mqtt{_crashes}");

    private async Task End()
    {
        var ending = Broker.DisposeAsync().AsTask();
        while (!ending.IsCompleted)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        await ending;
        _blobs.Dispose();
    }

    private void Begin()
    {
        _blobs = new BlobStore(new KernelDisk(Files), "sessions", NullLogger.Instance);
        Broker = new MqttBroker(_options, [Source], _admission, Time, NullLogger<MqttBroker>.Instance, _blobs);
        Broker.Restore();
        Broker.Listen(new IPEndPoint(IPAddress.Loopback, 0)).GetAwaiter().GetResult();
    }
}
