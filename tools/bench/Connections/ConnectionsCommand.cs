using System.Net.Sockets;
using System.Security.Authentication;
using EdgeAppliance.Bench.Harness;

namespace EdgeAppliance.Bench.Connections;

/// <summary>All devices, in a process of their own.</summary>
internal static class ConnectionsCommand
{
    public const string Name = "connections-load";

    private const int AtOnce = 32;

    public static async Task<int> RunAsync(string[] args, TimeProvider time)
    {
        var options = ConnectionsOptions.Parse(args);
        using var authority = options.Secrets is { } folder ? DeviceAuthority.Open(folder, time.GetUtcNow()) : null;
        var devices = Enumerable.Range(0, options.Devices).Select(number => new PatientDevice(number, options, time)).ToList();
        foreach (var some in devices.Index().Chunk(AtOnce)) await Task.WhenAll(some.Select(device => device.Item.Connect(authority?.Issue(DeviceAuthority.NameOf(device.Index)))));
        Console.WriteLine("connected");
        long start = time.GetTimestamp();
        int ended = 0;
        await Task.WhenAll(devices.Select(async device =>
        {
            try
            {
                await device.Publish(start);
            }
            catch (Exception e) when (e is IOException or SocketException or AuthenticationException)
            {
                if (Interlocked.Increment(ref ended) == 1) Console.WriteLine($"the first that ended: {e.Message}");
            }
        }));
        double[] times = [.. devices.SelectMany(device => device.AcknowledgedMs).Order()];
        var result = new ConnectionsResult(
            devices.Count, ended, devices.Sum(device => device.Sent), times.Length, Statistics.Quantile(times, 0.5), Statistics.Quantile(times, 0.99), times[^1]);
        Console.WriteLine(result.ToLine());
        foreach (var device in devices) device.Dispose();
        return 0;
    }
}
