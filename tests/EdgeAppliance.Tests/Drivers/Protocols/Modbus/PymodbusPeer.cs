using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace EdgeAppliance.Tests.Drivers.Protocols.Modbus;

/// <summary>A server of pymodbus in a process of its own, which ends with its standard input: units 1 and 7 of <c>peer.py</c>.</summary>
internal sealed class PymodbusPeer : IAsyncDisposable
{
    public const string Python = "/usr/bin/python3";

    private readonly Process _process;

    private PymodbusPeer(Process process, string place)
    {
        _process = process;
        Place = place;
    }

    /// <summary>The TCP port, or the serial port's path.</summary>
    public string Place { get; }

    public int Port => int.Parse(Place, CultureInfo.InvariantCulture);

    public static Task<PymodbusPeer> Tcp(int port = 0) => Start("tcp", port.ToString(CultureInfo.InvariantCulture));

    public static Task<PymodbusPeer> Rtu() => Start("rtu");

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(HeldSink.Patience);
        _process.Dispose();
    }

    private static async Task<PymodbusPeer> Start(params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(Python, [Script(), .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        string place = await process.StandardOutput.ReadLineAsync().WaitAsync(HeldSink.Patience) ?? throw new InvalidOperationException("pymodbus did not start.");
        return new PymodbusPeer(process, place);
    }

    private static string Script([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "peer.py");
}
