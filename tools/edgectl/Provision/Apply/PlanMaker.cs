using System.Security.Cryptography;
using System.Text;
using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Edgectl.Provision.Contract;

namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>Works out what a provision.json comes to on this device: 1 what it names must fit the device, 2 secrets are sealed, 3 the files, 4 the appliance's
/// configuration, which its daemon must take, 5 the report. Nothing is changed yet, but that the device has its key.</summary>
internal sealed class PlanMaker(ProvisionPaths paths, IProvisionDisk disk, ICredentialSealer sealer, IApplianceCheck check, TimeProvider time)
{
    private const string Proxy = "Proxy", NoProxy = "none";

    private readonly List<PlannedFile> _files = [];
    private readonly List<string> _removals = [];
    private PlannedIdentity? _identity;
    private readonly FactSheet _facts = new(ProvisionFacts.Read(paths.At(ProvisionPaths.Facts)));

    /// <param name="key">The device's.</param>
    /// <param name="digest">Of the file.</param>
    /// <param name="note">What the report tells besides; null for nothing.</param>
    /// <exception cref="RefusedException">It does not fit the device, or the daemon would not take its configuration.</exception>
    /// <exception cref="IOException">A secret cannot be sealed, or a disk fails.</exception>
    public ProvisionPlan Make(Provisioning wish, ECDsa key, string digest, string? note = null)
    {
        Fits(wish); // 1
        string id = wish.DeviceId ?? _facts.Before.DeviceId;
        _facts.Device(id, wish);
        Credentials(wish); // 2
        System(wish); // 3
        Network(wish.Network);
        if (wish.SshKeys is { } keys) Ssh(keys);
        byte[]? request = Identity(wish, id, key);
        if (wish.Updates is { } updates)
        {
            if (updates.Root is { } root) _files.Add(new PlannedFile(ProvisionPaths.UpdateRoot, root));
            _facts.Say("Updates", updates.Url is null ? "the repository's root was replaced" : $"from {updates.Url}");
        }
        if (wish.Console is { } console) Console(console);
        if (wish.Board is { } board) Board(board, wish.Root.Members["board"]);
        var notes = Appliance(wish); // 4
        if (note is not null) notes.Add("Not taken over: " + note);
        _files.Add(new PlannedFile(ProvisionPaths.Facts, _facts.Now.Json()));
        return new ProvisionPlan(digest, _files, _removals, _facts.Report(time.GetUtcNow(), request is not null, notes), request); // 5
    }

    private void Fits(Provisioning wish)
    {
        var errors = new List<ConfigError>();
        void Add(string path, string text) => errors.Add(new ConfigError(Path.GetFileName(paths.File), wish.Root.Nearest(path).Line, path, text));
        if (wish.DeviceId is null && _facts.Before.DeviceId.Length == 0) Add("device", "is missing: the first provision.json names the device");
        if (wish.TimeZone is { } zone && Directory.Exists(paths.ZoneInfo) && !File.Exists(Path.Combine(paths.ZoneInfo, zone))) Add("system.timeZone", $"there is no time zone '{zone}' on this device");
        if (errors.Count > 0) throw new RefusedException(errors);
    }

    private void Credentials(Provisioning wish)
    {
        var all = wish.Credentials.ToDictionary();
        if (wish.Identity?.Est is { } est) all[ApplianceMerge.EnrolmentCredential] = est.Token;
        if (wish.Network is { } network && (network.Proxy?.Password is not null || Has(ApplianceMerge.ProxyCredential))) all[ApplianceMerge.ProxyCredential] = network.Proxy?.Password;
        SealingKey? with = null;
        foreach (var (name, value) in all)
        {
            string to = $"{ProvisionPaths.Credentials}/{name}";
            if (value is null)
            {
                _removals.Add(to);
                continue;
            }
            var made = sealer.Seal(name, value);
            with = made.Key;
            _files.Add(new PlannedFile(to, made.Content) { IsSecret = true });
        }
        _facts.Credentials(all, Has, with);
    }

    private bool Has(string credential) => File.Exists(paths.At($"{ProvisionPaths.Credentials}/{credential}"));

    private void System(Provisioning wish)
    {
        if (wish.HostName is { } host) Put(ProvisionPaths.HostName, Encoding.ASCII.GetBytes(host + "\n"), "Host name", host);
        if (wish.TimeZone is { } zone)
        {
            _files.Add(new PlannedFile(ProvisionPaths.LocalTime, Encoding.ASCII.GetBytes(Path.Combine(paths.ZoneInfo, zone))) { IsLink = true });
            _facts.Say("Time zone", zone);
        }
        if (wish.TimeServers is not { } servers) return;
        if (servers.Count == 0) Remove(ProvisionPaths.TimeServers, "Time servers", "those of the network, or the standard ones");
        else Put(ProvisionPaths.TimeServers, NetworkFiles.TimeServers(servers), "Time servers", string.Join(", ", servers));
    }

    private void Network(NetworkWish? network)
    {
        if (network is null) return;
        if (network.Wired is { } wired) Put(ProvisionPaths.WiredNetwork, NetworkFiles.Wired(wired), "Wired network", Words(wired));
        else Remove(ProvisionPaths.WiredNetwork, "Wired network", "addresses by DHCP");
        if (network.Wifi is { } wifi)
        {
            _files.Add(new PlannedFile(ProvisionPaths.Wireless, NetworkFiles.Supplicant(wifi)) { IsSecret = true });
            Put(ProvisionPaths.WirelessNetwork, NetworkFiles.Wireless(wifi.Addresses), "Wi-Fi", $"network \"{wifi.Ssid}\"{(wifi.Psk is null ? ", which is open" : "")}, country {wifi.Country}, {Words(wifi.Addresses)}");
        }
        else
        {
            _removals.Add(ProvisionPaths.Wireless);
            Remove(ProvisionPaths.WirelessNetwork, "Wi-Fi", "off");
        }
        _facts.Say(Proxy, network.Proxy is { } proxy ? proxy.Url + (proxy.User is null ? "" : $", as {proxy.User}") : NoProxy);
    }

    private void Ssh(IReadOnlyList<string> keys)
    {
        if (keys.Count == 0) Remove(ProvisionPaths.SshKeys, "SSH", "off");
        else
        {
            _files.Add(new PlannedFile(ProvisionPaths.SshKeys, Encoding.UTF8.GetBytes(string.Join('\n', keys) + "\n")) { IsSecret = true });
            _facts.Say("SSH", keys.Count == 1 ? "on, for 1 key; no passwords" : $"on, for {keys.Count} keys; no passwords");
        }
    }

    /// <returns>The signing request, where one is wanted.</returns>
    private byte[]? Identity(Provisioning wish, string id, ECDsa key)
    {
        var identity = new DeviceIdentity(paths, disk);
        bool isAnother = _facts.Before.DeviceId != id;
        using var current = identity.Certificate();
        // Who has become another device must not show the certificate of the one it was.
        if (current is null || isAnother)
        {
            byte[] made = DeviceIdentity.SelfSigned(key, id, wish.Identity?.Names ?? []);
            _files.Add(new PlannedFile(ProvisionPaths.Certificate, made) { IsDaemons = true });
            _identity = new PlannedIdentity(key.ExportPkcs8PrivateKeyPem(), Encoding.ASCII.GetString(made));
        }
        // A request that waits to be signed is still good for who stays who he is.
        if (wish.Identity is null) return isAnother ? null : FatPartition.Waiting(paths.SigningRequest);
        if (wish.Identity.Est is { } est)
        {
            if (est.Authority is { } authority) _files.Add(new PlannedFile(ProvisionPaths.EstAuthority, Encoding.ASCII.GetBytes(authority)));
            _facts.Say("Certificate", $"asked for at {est.Url} once there is a network; the key was made on this device");
            return null;
        }
        string meanwhile = current is not null && !isAnother && !DeviceIdentity.IsSelfSigned(current) ? "the one that is there stays until then; " : "";
        _facts.Say("Certificate", $"carry device.csr to your authority, and bring device.crt back on this card; {meanwhile}the key was made on this device");
        return DeviceIdentity.SigningRequest(key, id, wish.Identity.Names);
    }

    private void Console(ConsoleWish console)
    {
        if (console.Tokens.Count > 0)
        {
            string path = paths.At(ProvisionPaths.Tokens);
            byte[] tokens = ConsoleTokens.Put(File.Exists(path) ? File.ReadAllBytes(path) : null, console.Tokens, time.GetUtcNow());
            _files.Add(new PlannedFile(ProvisionPaths.Tokens, tokens) { IsSecret = true, IsDaemons = true });
        }
        _facts.Say("Console", $"https on {console.Listen}" + (console.Tokens.Count == 0 ? "" : $", for {string.Join(", ", console.Tokens.Select(token => token.Name))}"));
    }

    private void Board(BoardWish board, ConfigNode section)
    {
        string button = board.Button is { } named ? $"held for {named.Hold.TotalSeconds:0} s at the start, the button on {named.Line} resets the device" : "no reset button";
        string display = board.DisplayLines switch { null => "", 0 => "; no display", _ => "; a display" };
        Put(ProvisionPaths.Board, ConfigText.Json(section), "Board", button + display);
    }

    /// <returns>What the report must add.</returns>
    private List<string> Appliance(Provisioning wish)
    {
        string path = paths.At(ProvisionPaths.Appliance);
        byte[]? current = File.Exists(path) ? File.ReadAllBytes(path) : null;
        byte[] merged = ApplianceMerge.Merge(current, wish);
        string[] credentials = [.. CredentialNames()];
        var faults = check.Check(merged, credentials, _identity);
        if (faults is { Count: > 0 }) throw new RefusedException([.. faults.Select(fault => ApplianceFaults.In(wish.Root, Path.GetFileName(paths.File), fault))]);
        _files.Add(new PlannedFile(ProvisionPaths.Appliance, merged));
        if (wish.Configuration is { } sections)
            _facts.Say("Configuration", $"sections {string.Join(", ", sections.Members.Keys)}", current is not null && merged.AsSpan().SequenceEqual(current) ? "the file is as before" : "the file changed");
        var notes = new List<string>();
        if (current is not null && !ApplianceMerge.IsReadable(current)) notes.Add("The appliance.json that was there could not be read: the standard one is in its place.");
        if (wish.Network is not null || wish.Updates is not null)
            if (_facts.Now.Find(Proxy) is { } proxy and not NoProxy && !ApplianceMerge.UsesProxy(merged)) notes.Add($"Nothing uses the proxy {proxy}: it is for updates. Give a file that says both network and updates.");
        if (faults is null) notes.Add("The configuration was not checked: the daemon's program was not found.");
        return notes;
    }

    private IEnumerable<string> CredentialNames()
    {
        string folder = paths.At(ProvisionPaths.Credentials);
        var there = Directory.Exists(folder) ? Directory.GetFiles(folder).Select(file => $"{ProvisionPaths.Credentials}/{Path.GetFileName(file)}") : [];
        return there.Union(_files.Select(file => file.To).Where(to => to.StartsWith(ProvisionPaths.Credentials + "/", StringComparison.Ordinal)))
            .Except(_removals).Select(to => to[(ProvisionPaths.Credentials.Length + 1)..]);
    }

    private void Put(string to, byte[] content, string label, string value)
    {
        _files.Add(new PlannedFile(to, content));
        _facts.Say(label, value);
    }

    private void Remove(string removal, string label, string value)
    {
        _removals.Add(removal);
        _facts.Say(label, value);
    }

    private static string Words(AddressWish wish) => wish.Addresses.Count == 0 ? "addresses by DHCP"
        : string.Join(", ", wish.Addresses) + (wish.Gateways.Count == 0 ? "" : $" by {string.Join(", ", wish.Gateways)}");
}
