using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>The commands whose answers are waited for, by what devices give back to say which they answer. Any thread asks.</summary>
internal sealed class CommandAnswers
{
    public const int CorrelationBytes = 16;
    public const int WaitingMax = 256;

    private readonly ConcurrentDictionary<UInt128, TaskCompletionSource<byte[]>> _waiting = new();

    public bool IsFull => _waiting.Count >= WaitingMax;

    /// <summary>Nobody can guess it.</summary>
    public static byte[] NewCorrelation() => RandomNumberGenerator.GetBytes(CorrelationBytes);

    /// <summary>Waits for an answer until <see cref="Forget"/>.</summary>
    public Task<byte[]> Expect(ReadOnlySpan<byte> correlation)
    {
        var answer = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[KeyOf(correlation)] = answer;
        return answer.Task;
    }

    /// <returns>Whether someone waits for it.</returns>
    public bool TryAnswer(ReadOnlySpan<byte> correlation, byte[] payload) =>
        correlation.Length == CorrelationBytes && _waiting.TryRemove(KeyOf(correlation), out var waiting) && waiting.TrySetResult(payload);

    public void Forget(ReadOnlySpan<byte> correlation) => _waiting.TryRemove(KeyOf(correlation), out _);

    private static UInt128 KeyOf(ReadOnlySpan<byte> correlation) => BinaryPrimitives.ReadUInt128LittleEndian(correlation);
}
