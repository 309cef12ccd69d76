using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;

namespace EdgeAppliance.Tests.Ingest.Amqp;

/// <summary>Qpid Proton's client in a process of its own (<c>peer.py</c>), line by line.</summary>
internal sealed class ProtonPeer : IDisposable
{
    public const string Python = "/usr/bin/python3";
    public const string Library = "/usr/lib/python3/dist-packages/proton";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    public ProtonPeer(string what, string url, string address, int count, params string[] options)
    {
        var start = new ProcessStartInfo(Python, [Script(), what, url, address, count.ToString(System.Globalization.CultureInfo.InvariantCulture), .. options])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8,
        };
        _process = Process.Start(start)!;
    }

    /// <summary>The next line; null once it has ended.</summary>
    public async Task<string?> Line() => await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience);

    /// <summary>All that it says until it ends.</summary>
    public async Task<IReadOnlyList<string>> Lines()
    {
        var lines = new List<string>();
        while (await Line() is { } line) lines.Add(line);
        string wrong = await _process.StandardError.ReadToEndAsync().WaitAsync(s_patience);
        if (wrong.Length > 0) lines.Add(wrong);
        return lines;
    }

    /// <summary>What it says until it ends.</summary>
    public static async Task<IReadOnlyList<string>> Run(string what, string url, string address, int count, params string[] options)
    {
        using var peer = new ProtonPeer(what, url, address, count, options);
        return await peer.Lines();
    }

    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string Script([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "peer.py");
}
