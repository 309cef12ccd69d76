using System.Net.Sockets;
using EdgeAppliance.Bench.Harness;
using EdgeAppliance.Demo.Processes;

namespace EdgeAppliance.Bench.Ingest;

/// <summary>mosquitto without persistence, as a process.</summary>
internal sealed class Mosquitto : IBroker
{
    private readonly ChildProcess _process;

    private Mosquitto(string name, ChildProcess process, int port)
    {
        Name = name;
        _process = process;
        Port = port;
    }

    public string Name { get; }

    public int Port { get; }

    public double ProcessorSeconds => ProcessCost.ProcessorSeconds(_process.Id);

    /// <param name="acl">What each user may do; null where everybody may do everything.</param>
    public static async Task<Mosquitto> StartAsync(string name, string folder, string? acl, TimeProvider time)
    {
        int port = FreePort.Take();
        string configuration = Path.Combine(folder, $"{port}.conf"), rules = Path.Combine(folder, $"{port}.acl");
        string settings = $"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\nlog_type none\nmax_queued_messages 0\n";
        if (acl is not null)
        {
            await File.WriteAllTextAsync(rules, acl);
            // As root it would give itself another user's rights, which may not read the file.
            settings += $"user root\nacl_file {rules}\n";
        }
        await File.WriteAllTextAsync(configuration, settings);
        var process = new ChildProcess("mosquitto", "-c", configuration);
        await WaitUntilListening(port, process, time);
        return new Mosquitto(name, process, port);
    }

    public ValueTask DisposeAsync()
    {
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task WaitUntilListening(int port, ChildProcess process, TimeProvider time)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port);
                return;
            }
            catch (SocketException) when (attempt < 100 && !process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), time);
            }
        }
    }
}
