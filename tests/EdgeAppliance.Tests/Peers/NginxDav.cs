using System.Diagnostics;
using System.Net.Sockets;
using System.Net;
using EdgeAppliance.Demo.Processes;

namespace EdgeAppliance.Tests.Peers;

/// <summary>Debian's nginx as a WebDAV server that takes what is put, with a user where one is wanted.</summary>
internal sealed class NginxDav : IDisposable
{
    public const string Program = "/usr/sbin/nginx";

    private readonly Process _process;

    /// <param name="credentials">A line of a password file, as htpasswd writes it; null where anybody may put.</param>
    public NginxDav(string folder, int? port = null, string? credentials = null)
    {
        Port = port ?? FreePort.Take();
        Stored = Directory.CreateDirectory(Path.Combine(folder, "stored")).FullName;
        string users = Path.Combine(folder, "users");
        File.WriteAllText(users, credentials ?? "");
        string access = credentials is null ? "" : $"auth_basic edge; auth_basic_user_file {users};";
        string rooms = string.Concat(new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(kind => $"{kind}_temp_path {folder}/{kind};\n"));
        string configuration = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(configuration, $$"""
            user root; daemon off; master_process off; pid {{folder}}/pid; error_log {{folder}}/error.log;
            events { worker_connections 64; }
            http {
              {{rooms}}
              access_log off; client_max_body_size 16m;
              server { listen 127.0.0.1:{{Port}}; root {{Stored}}; {{access}} dav_methods PUT; create_full_put_path on; }
            }
            """);
        _process = Process.Start(new ProcessStartInfo(Program, ["-e", Path.Combine(folder, "error.log"), "-c", configuration]) { RedirectStandardError = true })!;
    }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}/");

    /// <summary>Where what was put lies.</summary>
    public string Stored { get; }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
