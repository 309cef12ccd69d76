using System.Diagnostics;

namespace EdgeAppliance.Demo.Processes;

/// <summary>A process that ends with this one's use of it, and with this one where that comes first. Its lines are kept for
/// messages, the newest <see cref="LinesMax"/>.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const int LinesMax = 500;
    private const int KillSignal = 9;
    private readonly Process _process;
    private readonly Queue<string> _lines = new();
    private bool _isHeld;

    public ChildProcess(string file, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(file) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Keep(e.Data);
        _process.ErrorDataReceived += (_, e) => Keep(e.Data);
        _process.Start();
        Leash.OfThisProcess.Hold(_process.Id);
        _isHeld = true;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public string Log
    {
        get { lock (_lines) return string.Join('\n', _lines); }
    }

    /// <summary>Done once it has ended and its last line is in the log.</summary>
    public Task WaitForExitAsync() => _process.WaitForExitAsync();

    /// <returns>Whether it ended in time; then its last line is in the log.</returns>
    public bool WaitForExit(TimeSpan limit)
    {
        if (!_process.WaitForExit(limit)) return false;
        // With a limit it returns as soon as the process is gone, however much of its output is still to be read.
        _process.WaitForExit();
        return true;
    }

    /// <summary>SIGKILL: what a power cut is to a process.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
        Free();
    }

    /// <summary>SIGTERM, and the exit code; null where it did not end in time.</summary>
    public async Task<int?> Stop(TimeSpan limit, TimeProvider time)
    {
        Native.Signal(_process.Id, Native.Terminate);
        using var timeout = new CancellationTokenSource(limit, time);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) Native.Signal(_process.Id, KillSignal);
        _process.WaitForExit();
        Free();
        _process.Dispose();
    }

    private void Free()
    {
        if (_isHeld) Leash.OfThisProcess.Free(_process.Id);
        _isHeld = false;
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_lines)
        {
            if (_lines.Count == LinesMax) _lines.Dequeue();
            _lines.Enqueue(line);
        }
    }
}
