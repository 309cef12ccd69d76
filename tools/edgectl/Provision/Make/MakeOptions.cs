using System.CommandLine;

namespace EdgeAppliance.Edgectl.Provision.Make;

/// <summary>What <c>edgectl provision make</c> can be told. Secrets come from files: every user sees a command's arguments.</summary>
internal sealed class MakeOptions
{
    public Option<string?> Device { get; } = new("--device") { Description = "The device's id; without it everything is asked for." };

    public Option<string[]> Tags { get; } = new("--tag") { Description = "Anything to know it by, as site=north; may be said again." };

    public Option<string?> HostName { get; } = new("--host-name") { Description = "Its name on the network." };

    public Option<string?> TimeZone { get; } = new("--time-zone") { Description = "As Europe/Berlin." };

    public Option<string[]> TimeServers { get; } = new("--time-server") { Description = "An NTP server; may be said again." };

    public Option<string?> Ssid { get; } = new("--wifi") { Description = "A wireless network's name." };

    public Option<string?> PskFile { get; } = new("--wifi-password-file") { Description = "A file whose first line is its password; without it the network is open." };

    public Option<string?> Country { get; } = new("--wifi-country") { Description = "Where it is used, as DE." };

    public Option<string[]> Addresses { get; } = new("--address") { Description = "A fixed address of the wired network, as 192.0.2.7/24; without it DHCP. May be said again." };

    public Option<string?> Gateway { get; } = new("--gateway") { Description = "The wired network's router." };

    public Option<string[]> Dns { get; } = new("--dns") { Description = "A name server of the wired network; may be said again." };

    public Option<string?> Proxy { get; } = new("--proxy") { Description = "An HTTP proxy, as http://proxy.example:3128." };

    public Option<string?> ProxyUser { get; } = new("--proxy-user") { Description = "As whom the proxy is asked." };

    public Option<string?> ProxyPasswordFile { get; } = new("--proxy-password-file") { Description = "A file whose first line is that user's password." };

    public Option<string[]> SshKeys { get; } = new("--ssh-key") { Description = "A file of public keys that may come in by SSH; may be said again." };

    public Option<string?> Est { get; } = new("--est") { Description = "The EST server that the certificate comes from." };

    public Option<string?> EstAuthority { get; } = new("--est-ca") { Description = "A file with the certificates, in PEM, of whom that server is trusted by." };

    public Option<string?> TokenFile { get; } = new("--token-file") { Description = "A file whose first line is a token that the EST server takes once; without it one is made and printed." };

    public Option<bool> Request { get; } = new("--request") { Description = "The certificate comes by a signing request that is carried." };

    public Option<string[]> Credentials { get; } = new("--credential") { Description = "A secret that the configuration names, as llm-key=FILE; may be said again." };

    public Option<string?> Configuration { get; } = new("--configuration") { Description = "A file with sections of the appliance's configuration." };

    public Option<string?> UpdatesUrl { get; } = new("--updates") { Description = "The update repository's address." };

    public Option<string?> UpdatesRoot { get; } = new("--updates-root") { Description = "The file of its root.json." };

    public Option<string?> Console { get; } = new("--console") { Description = "Where the console listens by TLS, as 0.0.0.0:8443." };

    public Option<string[]> ConsoleTokens { get; } = new("--console-token") { Description = "Who may come in, as NAME=admin, NAME=operate or NAME=read; a token is made and printed." };

    public Option<string> Out { get; } = new("--out") { Description = "The file to write.", DefaultValueFactory = _ => "provision.json" };

    public IEnumerable<Option> All =>
    [
        Device, Tags, HostName, TimeZone, TimeServers, Ssid, PskFile, Country, Addresses, Gateway, Dns, Proxy, ProxyUser, ProxyPasswordFile, SshKeys, Est, EstAuthority, TokenFile, Request,
        Credentials, Configuration, UpdatesUrl, UpdatesRoot, Console, ConsoleTokens, Out,
    ];
}
