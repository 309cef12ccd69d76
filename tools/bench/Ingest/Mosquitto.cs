using System.Net.Sockets;
using EdgeAppliance.Bench.Harness;
using EdgeAppliance.Demo.Processes;

namespace EdgeAppliance.Bench.Ingest;

/// <summary>mosquitto without persistence, as a process.</summary>
internal sealed class Mosquitto : IBroker
{
    private readonly ChildProcess _process;

    private Mosquitto(ChildProcess process, int port)
    {
        _process = process;
        Port = port;
    }

    public string Name => "mosquitto";

    public int Port { get; }

    public double ProcessorSeconds => ProcessCost.ProcessorSeconds(_process.Id);

    public static async Task<Mosquitto> StartAsync(string folder, TimeProvider time)
    {
        int port = FreePort.Take();
        string configuration = Path.Combine(folder, "mosquitto.conf");
        await File.WriteAllTextAsync(configuration, $"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\nlog_type none\nmax_queued_messages 0\n");
        var process = new ChildProcess("mosquitto", "-c", configuration);
        await WaitUntilListening(port, process, time);
        return new Mosquitto(process, port);
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
