using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using EdgeAppliance.Core.Identity;

namespace EdgeAppliance.Daemon.Identity;

/// <summary>Checks passwords that people chose, which is slow on purpose: one at a time, so that a crowd with wrong ones leaves the other
/// cores to the readings. One that was right is known again at once.</summary>
internal sealed class PasswordGate
{
    private const int WaitingMax = 16;

    private readonly SemaphoreSlim _turn = new(1);

    // Nobody else can make what is remembered of a password, or try guesses against it.
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConditionalWeakTable<KnownDevice, byte[]> _proved = new();
    private int _waiting;

    /// <summary>Whether this password was right before.</summary>
    public bool IsProved(KnownDevice device, ReadOnlySpan<byte> password) =>
        _proved.TryGetValue(device, out var known) && CryptographicOperations.FixedTimeEquals(known, HMACSHA256.HashData(_key, password));

    /// <returns>Null where too many wait already.</returns>
    public async Task<bool?> Check(KnownDevice device, ReadOnlyMemory<byte> password)
    {
        if (Interlocked.Increment(ref _waiting) > WaitingMax)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            bool right = await Task.Run(() => IsRight(device.Record, password.Span)).ConfigureAwait(false);
            if (right) _proved.AddOrUpdate(device, HMACSHA256.HashData(_key, password.Span));
            return right;
        }
        finally
        {
            _turn.Release();
            Interlocked.Decrement(ref _waiting);
        }
    }

    public static byte[] Hash(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);

    private static bool IsRight(DeviceRecord device, ReadOnlySpan<byte> password)
    {
        foreach (var credential in device.Credentials)
            if (credential is PasswordCredential known && CryptographicOperations.FixedTimeEquals(known.Hash, Hash(password, known.Salt, known.Iterations))) return true;
        return false;
    }
}
