using System.Security.Cryptography;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>Makes the store's own key of the secret in the configuration, and tells a wrong secret before anything is read with it.
/// The directory keeps 32 random bytes, the salt of HKDF-SHA256 (RFC 5869), and 32 bytes derived to compare.</summary>
internal sealed class StoreKey(byte[]? secret)
{
    private const int SaltBytes = 32;
    private const int CheckBytes = 32;
    private const int KeyBytes = 32;

    /// <exception cref="StoreKeyException">The secret is not the one that the store was encrypted with.</exception>
    public void Unlock(StoreDirectory directory, BlobSeal seal)
    {
        if (directory.KeyCheck is not { } known)
        {
            if (secret is null) return;
            byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
            directory.SetKeyCheck([.. salt, .. Derive(salt, "check"u8, CheckBytes)]);
            seal.Use(new BlobCipher(Derive(salt, "blobs"u8, KeyBytes)));
            return;
        }
        if (secret is null) throw new StoreKeyException("The outbox is encrypted, and the configuration has no 'outbox.key'. Nothing was changed.");
        byte[] ownSalt = known[..SaltBytes];
        if (!CryptographicOperations.FixedTimeEquals(known.AsSpan(SaltBytes), Derive(ownSalt, "check"u8, CheckBytes)))
            throw new StoreKeyException("The outbox is encrypted with another key than 'outbox.key' gives. Nothing was changed; give the old key, or move the files away.");
        seal.Use(new BlobCipher(Derive(ownSalt, "blobs"u8, KeyBytes)));
    }

    /// <summary>Makes what another store has sealed readable.</summary>
    /// <param name="known">What that store's directory keeps to check a secret with.</param>
    /// <returns>False where the secret is not that store's.</returns>
    public bool TryUnlock(byte[] known, BlobSeal seal)
    {
        if (secret is null || known.Length != SaltBytes + CheckBytes) return false;
        if (!CryptographicOperations.FixedTimeEquals(known.AsSpan(SaltBytes), Derive(known[..SaltBytes], "check"u8, CheckBytes))) return false;
        seal.Use(new BlobCipher(Derive(known[..SaltBytes], "blobs"u8, KeyBytes)));
        return true;
    }

    private byte[] Derive(byte[] salt, ReadOnlySpan<byte> purpose, int bytes)
    {
        byte[] key = new byte[bytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, salt, [.. "edge store v1 "u8, .. purpose]);
        return key;
    }
}
