using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Health.Logs;

/// <summary>
/// Writes entries as lines to a stream, from a thread of its own: a reader of the daemon's output that stops reading must
/// not stop the daemon. Lines that find the queue full are counted, and the count is written when there is room again.
/// </summary>
internal sealed class LogConsole : IDisposable
{
    private const int LinesMax = 1024;
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    private readonly Stream _output;
    private readonly bool _journal;
    private readonly Thread _thread;
    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();
    private readonly SemaphoreSlim _more = new(0);
    private long _dropped;
    private bool _ended;

    /// <param name="journal">Lines begin with the priority that the journal reads (sd-daemon(3)), and leave the time to it.</param>
    public LogConsole(Stream output, bool journal)
    {
        (_output, _journal) = (output, journal);
        _thread = new Thread(Run) { Name = "log", IsBackground = true };
        _thread.Start();
    }

    public void Write(LogEntry entry)
    {
        string line = Line(entry, _journal);
        lock (_lock)
        {
            if (_ended) return;
            if (_lines.Count >= LinesMax)
            {
                _dropped++;
                return;
            }
            _lines.Enqueue(line);
        }
        _more.Release();
    }

    /// <summary>Writes what is queued, but does not wait long for a reader that does not read.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_ended) return;
            _ended = true;
        }
        _more.Release();
        _thread.Join(s_farewell);
    }

    /// <summary><c>2026-11-24T17:08:00.123Z warn  text from=Class id=2002 key=value</c>, or for the journal <c>&lt;4&gt;text from=…</c>.</summary>
    internal static string Line(LogEntry entry, bool journal)
    {
        var line = new StringBuilder();
        if (journal) line.Append('<').Append(Priority(entry.Level)).Append('>');
        else line.Append(entry.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)).Append(' ').Append(Word(entry.Level)).Append(' ');
        line.Append(entry.Text).Append(" from=");
        LogText.AppendValue(line, entry.From);
        if (entry.EventId != 0) line.Append(" id=").Append(entry.EventId);
        if (entry.Fields.Length > 0) line.Append(' ').Append(entry.Fields);
        return line.Append('\n').ToString();
    }

    private void Run()
    {
        while (true)
        {
            _more.Wait();
            if (!TryTake(out string? line, out long dropped)) return;
            try
            {
                if (dropped > 0) _output.Write(Encoding.UTF8.GetBytes(Dropped(dropped)));
                _output.Write(Encoding.UTF8.GetBytes(line));
                _output.Flush();
            }
            catch (IOException)
            {
                // Nobody reads: the ring still has the entry.
            }
        }
    }

    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? line, out long dropped)
    {
        lock (_lock)
        {
            (dropped, _dropped) = (_dropped, 0);
            return _lines.TryDequeue(out line);
        }
    }

    private string Dropped(long count) => $"{(_journal ? "<4>" : "")}{count} lines were not written, since nobody read them\n";

    private static char Priority(LogLevel level) => level switch
    {
        LogLevel.Critical => '2',
        LogLevel.Error => '3',
        LogLevel.Warning => '4',
        LogLevel.Information => '6',
        _ => '7',
    };

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Critical => "crit ",
        LogLevel.Error => "error",
        LogLevel.Warning => "warn ",
        LogLevel.Information => "info ",
        LogLevel.Debug => "debug",
        _ => "trace",
    };
}
