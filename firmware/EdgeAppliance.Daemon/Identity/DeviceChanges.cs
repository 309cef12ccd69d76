using System.Security.Cryptography;
using System.Text;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Http.Tokens;

namespace EdgeAppliance.Daemon.Identity;

/// <summary>Adds, revokes and removes devices. A change is on stable storage when it is told, and in effect at once.</summary>
/// <param name="tenants">Those that there are; empty where any name is taken.</param>
internal sealed class DeviceChanges(DeviceRegistry registry, DeviceFolder folder, IReadOnlySet<string> tenants, Func<DateTimeOffset> now)
{
    private const int SaltBytes = 16;

    private readonly Lock _lock = new();

    /// <summary>Adds a device, or gives one that is known another record.</summary>
    /// <returns>The generated secret, which is kept nowhere, where no credential was given.</returns>
    /// <exception cref="FormatException">What is wanted is no device.</exception>
    /// <exception cref="ArgumentException">It is there already, or its certificate is another's.</exception>
    /// <exception cref="IOException">It could not be stored; nothing changed.</exception>
    public string? Add(NewDevice wanted)
    {
        string? secret = null;
        var credentials = new List<DeviceCredential>();
        if (wanted.Password is { } password) credentials.Add(OfPassword(password));
        if (wanted.CommonName is { } name) credentials.Add(SubjectCredential.Parse(name));
        if (wanted.Thumbprint is { } thumbprint) credentials.Add(ThumbprintCredential.Parse(thumbprint));
        if (credentials.Count == 0)
        {
            secret = TokenText.Make();
            credentials.Add(new SecretCredential(TokenText.Hash(secret)));
        }
        var device = new DeviceRecord
        {
            Id = wanted.Id, Tenant = wanted.Tenant ?? DeviceRecord.TenantUsual, Credentials = credentials, Publish = wanted.Publish ?? [], Subscribe = wanted.Subscribe ?? [],
            Created = now(), Expires = wanted.Expires,
        };
        // What is stored must be read again.
        device = DeviceFormat.Read(DeviceFormat.Write(device));
        if (tenants.Count > 0 && !tenants.Contains(device.Tenant)) throw new FormatException($"there is no tenant '{device.Tenant}' in access.tenants");
        lock (_lock)
        {
            if (registry.Find(device.Id) is { Record.Revoked: null } && !wanted.Replace) throw new ArgumentException($"there is a device '{device.Id}' already");
            if (registry.WhyNot(device) is { } reason) throw new ArgumentException(reason);
            folder.Save(device);
            registry.Put(device);
        }
        return secret;
    }

    /// <summary>The device is known from now on to be let in no more.</summary>
    /// <returns>False where there is no such device.</returns>
    /// <exception cref="IOException">It is in effect, but was not stored: after a restart the device would be let in again.</exception>
    public bool Revoke(string id)
    {
        lock (_lock)
        {
            if (registry.Find(id) is not { } device) return false;
            var revoked = device.Record with { Revoked = device.Record.Revoked ?? now() };
            registry.Put(revoked);
            folder.Save(revoked);
            return true;
        }
    }

    /// <summary>The device is known no more.</summary>
    /// <inheritdoc cref="Revoke"/>
    public bool Remove(string id)
    {
        lock (_lock)
        {
            if (!registry.Remove(id)) return false;
            folder.Delete(id);
            return true;
        }
    }

    private static PasswordCredential OfPassword(string password)
    {
        if (password.Length is < NewDevice.PasswordCharsMin or > NewDevice.PasswordCharsMax)
            throw new FormatException($"a password has {NewDevice.PasswordCharsMin} to {NewDevice.PasswordCharsMax} characters");
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new PasswordCredential(salt, PasswordCredential.IterationsUsual, PasswordGate.Hash(Encoding.UTF8.GetBytes(password), salt, PasswordCredential.IterationsUsual));
    }
}
