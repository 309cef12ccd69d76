using System.Globalization;
using System.Net.Sockets;
using EdgeAppliance.Demo.Processes;

namespace EdgeAppliance.Bench.Fleet;

/// <summary>nginx as the only server that a fleet has: it hands out a folder, and notes what it sent.</summary>
internal sealed class NginxProcess : IDisposable
{
    public const string Program = "/usr/sbin/nginx";

    private readonly ChildProcess _process;
    private readonly string _log;

    private NginxProcess(ChildProcess process, int port, string log) => (_process, Port, _log) = (process, port, log);

    public int Port { get; }

    public int Id => _process.Id;

    public static bool IsInstalled => File.Exists(Program);

    public static async Task<NginxProcess> Start(string served, string folder, TimeProvider time)
    {
        Directory.CreateDirectory(folder);
        int port = FreePort.Take();
        string log = Path.Combine(folder, "access.log"), configuration = Path.Combine(folder, "nginx.conf");
        string rooms = string.Concat(new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(kind => $"{kind}_temp_path {folder}/{kind};\n"));
        await File.WriteAllTextAsync(configuration, $$"""
            user root; daemon off; master_process off; worker_processes 1; pid {{folder}}/pid; error_log {{folder}}/error.log;
            events { worker_connections 4096; }
            http {
              {{rooms}}
              log_format sizes '$status $request_length $bytes_sent'; access_log {{log}} sizes;
              server { listen 127.0.0.1:{{port}} backlog=4096; root {{served}}; keepalive_requests 1000000; }
            }
            """);
        var process = new ChildProcess(Program, "-e", Path.Combine(folder, "error.log"), "-c", configuration);
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port);
                return new NginxProcess(process, port, log);
            }
            catch (SocketException) when (attempt < 100 && !process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), time);
            }
        }
    }

    /// <summary>What it has answered since the start; its log is written request by request.</summary>
    public ServerLoad Load()
    {
        using var file = new StreamReader(new FileStream(_log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        long requests = 0, missing = 0, received = 0, sent = 0;
        while (file.ReadLine() is { } line)
        {
            if (line.Split(' ') is not [var status, var length, var bytes]) continue;
            requests++;
            if (status == "404") missing++;
            received += long.Parse(length, CultureInfo.InvariantCulture);
            sent += long.Parse(bytes, CultureInfo.InvariantCulture);
        }
        return new ServerLoad(requests, missing, received, sent);
    }

    public void Dispose() => _process.Dispose();
}
