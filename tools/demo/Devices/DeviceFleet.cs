using System.Globalization;

namespace EdgeAppliance.Demo.Devices;

/// <summary>The site's devices.</summary>
internal sealed class DeviceFleet : IAsyncDisposable
{
    /// <summary>Readings that a device sends together: what shares a sync costs the disk little, and the machine stays calm.</summary>
    public const int Burst = 10;

    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(1);
    private readonly Device[] _devices;
    private readonly CancellationTokenSource _finish = new();
    private readonly CancellationTokenSource _abandon = new();
    private Task _running = Task.CompletedTask;

    public DeviceFleet(int count, Func<int> port, TimeProvider time)
    {
        _devices = [.. Enumerable.Range(1, count).Select(i => new Device(string.Create(CultureInfo.InvariantCulture, $"sensor-{i}"), port, new Random(i), time))];
    }

    public IReadOnlyList<Device> Devices => _devices;

    public long Acknowledged => _devices.Sum(device => device.Acknowledged);

    public long Resent => _devices.Sum(device => device.Resent);

    public void Start() => _running = Task.WhenAll(_devices.Select(device => device.Run(Burst, s_every, _finish.Token, _abandon.Token)));

    /// <summary>Done once every reading that was sent is acknowledged.</summary>
    /// <exception cref="TimeoutException">It takes longer than the limit.</exception>
    public async Task Finish(TimeSpan limit, TimeProvider time)
    {
        await _finish.CancelAsync();
        await _running.WaitAsync(limit, time);
    }

    public async ValueTask DisposeAsync()
    {
        await _abandon.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var device in _devices) device.Dispose();
        _abandon.Dispose();
        _finish.Dispose();
    }
}
