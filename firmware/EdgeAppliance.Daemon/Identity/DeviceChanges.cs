using System.Security.Cryptography;
using System.Text;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Http.Tokens;

namespace EdgeAppliance.Daemon.Identity;

/// <summary>Adds, revokes and removes devices. A change is on stable storage when it is told, and in effect at once.</summary>
/// <param name="tenants">Those that there are; empty where any name is taken.</param>
internal sealed class DeviceChanges(DeviceRegistry registry, DeviceFolder folder, IReadOnlySet<string> tenants, Func<DateTimeOffset> now)
{
    /// <summary>How long an enrolment token is good.</summary>
    public static readonly TimeSpan EnrolmentUsual = TimeSpan.FromDays(1);

    private const int SaltBytes = 16;

    // The one in use, and the one that follows it.
    private const int IssuedMax = 2;

    private readonly Lock _lock = new();

    /// <summary>Told, under the lock, of certificates that were issued to a device and are of use no more.</summary>
    public Action<IReadOnlyList<IssuedCredential>> Retired { get; set; } = _ => { };

    /// <summary>Adds a device, or gives one that is known another record.</summary>
    /// <returns>The generated secret, key or token, which is told this once; null where nothing was generated.</returns>
    /// <exception cref="FormatException">What is wanted is no device.</exception>
    /// <exception cref="ArgumentException">It is there already, or its certificate is another's.</exception>
    /// <exception cref="IOException">It could not be stored; nothing changed.</exception>
    public string? Add(NewDevice wanted)
    {
        var credentials = Brought(wanted);
        string? secret = null;
        if (wanted.Generate is not null || credentials.Count == 0) credentials.Add(Generated(wanted.Generate ?? "secret", out secret));
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
            var before = registry.Find(device.Id)?.Record;
            folder.Save(device);
            registry.Put(device);
            Retire_NeedsLock(before);
        }
        return secret;
    }

    /// <summary>Makes a token that is good for one certificate; one from before is good no more.</summary>
    /// <returns>The token, which is kept nowhere; null where there is no such device.</returns>
    /// <exception cref="ArgumentException">The device is revoked, or has too many credentials.</exception>
    /// <exception cref="IOException">It could not be stored; nothing changed.</exception>
    public string? Enrol(string id, TimeSpan life)
    {
        lock (_lock)
        {
            if (registry.Find(id)?.Record is not { } device) return null;
            if (device.Revoked is not null) throw new ArgumentException($"the device '{id}' is revoked");
            var others = device.Credentials.Where(credential => credential is not EnrolmentCredential).ToList();
            if (others.Count >= DeviceRecord.CredentialsMax) throw new ArgumentException($"the device '{id}' has {others.Count} credentials already");
            var token = Generated("enrolment", out string? text, life);
            Renew_NeedsLock(device with { Credentials = [.. others, token] });
            return text;
        }
    }

    /// <summary>Gives a device a certificate in the place of the token, or beside the certificate, that it was asked for with. Of those that were
    /// issued before, the newest stays good until its time is over: the device may not have put the new one to use yet.</summary>
    /// <param name="token">The hash of the token; null where a certificate was shown.</param>
    /// <returns>False where the device or the token is good no more.</returns>
    /// <exception cref="IOException">It could not be stored; nothing changed.</exception>
    public bool TryIssue(string id, byte[]? token, IssuedCredential issued)
    {
        lock (_lock)
        {
            if (registry.Find(id) is not { } device || device.StateAt(now()) != DeviceState.Active) return false;
            var used = device.Record.Credentials.OfType<EnrolmentCredential>().FirstOrDefault(known => token is not null && CryptographicOperations.FixedTimeEquals(known.Sha256, token));
            if (token is not null && (used is null || used.Expires <= now())) return false;
            // They stand in the order in which they were issued.
            var retired = device.Record.Credentials.OfType<IssuedCredential>().SkipLast(IssuedMax - 1).ToList();
            var others = device.Record.Credentials.Where(credential => credential != used && !(credential is IssuedCredential one && (retired.Contains(one) || one.Expires <= now()))).ToList();
            if (others.Count >= DeviceRecord.CredentialsMax) return false;
            Renew_NeedsLock(device.Record with { Credentials = [.. others, issued] });
            Retired(retired);
            return true;
        }
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
            // Where a cut comes between, the next start says it again.
            Retire_NeedsLock(revoked);
            return true;
        }
    }

    /// <summary>The device is known no more.</summary>
    /// <inheritdoc cref="Revoke"/>
    public bool Remove(string id)
    {
        lock (_lock)
        {
            var device = registry.Find(id);
            if (!registry.Remove(id)) return false;
            Retire_NeedsLock(device?.Record);
            folder.Delete(id);
            return true;
        }
    }

    private void Renew_NeedsLock(DeviceRecord device)
    {
        folder.Save(device);
        registry.Renew(device);
    }

    private void Retire_NeedsLock(DeviceRecord? device)
    {
        if (device?.Credentials.OfType<IssuedCredential>().ToList() is { Count: > 0 } issued) Retired(issued);
    }

    private static List<DeviceCredential> Brought(NewDevice wanted)
    {
        var credentials = new List<DeviceCredential>();
        if (wanted.Password is { } password) credentials.Add(OfPassword(password));
        if (wanted.CommonName is { } name) credentials.Add(SubjectCredential.Parse(name));
        if (wanted.Thumbprint is { } thumbprint) credentials.Add(ThumbprintCredential.Parse(thumbprint));
        if (wanted.Key is { } key) credentials.Add(KeyCredential.Parse(key));
        if (wanted.TokenSubject is { } subject) credentials.Add(TokenCredential.Parse(subject));
        return credentials;
    }

    private DeviceCredential Generated(string kind, out string text, TimeSpan? life = null)
    {
        text = TokenText.Make();
        return kind switch
        {
            "secret" => new SecretCredential(TokenText.Hash(text)),
            "key" => KeyCredential.Parse(text),
            "enrolment" => new EnrolmentCredential(TokenText.Hash(text), now() + (life ?? EnrolmentUsual)),
            _ => throw new FormatException($"'{kind}' cannot be generated, but a secret, a key or an enrolment"),
        };
    }

    private static PasswordCredential OfPassword(string password)
    {
        if (password.Length is < NewDevice.PasswordCharsMin or > NewDevice.PasswordCharsMax)
            throw new FormatException($"a password has {NewDevice.PasswordCharsMin} to {NewDevice.PasswordCharsMax} characters");
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new PasswordCredential(salt, PasswordCredential.IterationsUsual, PasswordGate.Hash(Encoding.UTF8.GetBytes(password), salt, PasswordCredential.IterationsUsual));
    }
}
