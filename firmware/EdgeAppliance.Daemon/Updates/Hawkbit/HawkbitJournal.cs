using System.Text.Json;
using EdgeAppliance.Core.Files;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>Notes which action is carried out and how far it is before each of its steps, and what the server is still to be told: so a kill or a power
/// cut at any moment leaves the same action to go on with, and no answer is lost. Any thread.</summary>
internal sealed class HawkbitJournal
{
    private readonly Lock _lock = new();
    private readonly string _path;
    private volatile HawkbitState _state;

    /// <param name="path">Of the file; where it is damaged, or of another server, nothing is known.</param>
    public HawkbitJournal(string path, string server)
    {
        _path = path;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _state = Read(path) is { } kept && kept.Server == server ? kept : HawkbitState.Of(server);
    }

    public HawkbitState State => _state;

    /// <summary>Before each write; what it throws is as a disk that fails.</summary>
    internal Action? Writing { get; set; }

    /// <exception cref="IOException">The disk is full, read-only or failing: nothing has changed. As for all members.</exception>
    public void Change(Func<HawkbitState, HawkbitState> change)
    {
        lock (_lock)
        {
            var next = change(_state);
            if (ReferenceEquals(next, _state)) return;
            next = next with { Unsent = Newest(next.Unsent), Ended = [.. next.Ended.Take(HawkbitState.EndedMax)] };
            Writing?.Invoke();
            try
            {
                DurableFile.Replace(_path, ToUtf8(next));
            }
            catch (UnauthorizedAccessException e)
            {
                throw new IOException(e.Message, e);
            }
            _state = next;
        }
    }

    /// <summary>Changes a part of the action with that id, if it is still the one.</summary>
    /// <returns>False where it is not.</returns>
    public bool ChangePart(string action, int part, Func<HawkbitPart, HawkbitPart> change)
    {
        bool isDone = false;
        Change(state =>
        {
            if (state.Action is not { } current || current.Id != action) return state;
            isDone = true;
            return state with { Action = current.With(part, change) };
        });
        return isDone;
    }

    public static byte[] ToUtf8(HawkbitState state) => JsonSerializer.SerializeToUtf8Bytes(state, HawkbitJson.Default.HawkbitState);

    /// <summary>Of too many the oldest that end nothing go first.</summary>
    private static IReadOnlyList<HawkbitMessage> Newest(IReadOnlyList<HawkbitMessage> unsent)
    {
        if (unsent.Count <= HawkbitState.UnsentMax) return unsent;
        var kept = unsent.ToList();
        while (kept.Count > HawkbitState.UnsentMax) kept.RemoveAt(Math.Max(0, kept.FindIndex(message => message.Execution != Bundles.Hawkbit.DdiExecution.Closed)));
        return kept;
    }

    private static HawkbitState? Read(string path)
    {
        try
        {
            if (new FileInfo(path) is not { Exists: true, Length: <= HawkbitState.BytesMax }) return null;
            var state = JsonSerializer.Deserialize(File.ReadAllBytes(path), HawkbitJson.Default.HawkbitState);
            return state is { Format: 1, Unsent.Count: <= HawkbitState.UnsentMax, Ended.Count: <= HawkbitState.EndedMax } ? state : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // What runs is known by the installations' own journals; the server says again what it wants.
            return null;
        }
    }
}
