using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Identity.Revocation;

namespace EdgeAppliance.Daemon.Identity;

/// <summary>Whether a device is let in.</summary>
/// <param name="Device">Who it is, where that is proved.</param>
internal readonly record struct Admission(AdmissionVerdict Verdict, KnownDevice? Device)
{
    /// <summary>When what it showed is of use no more; null where that has no end.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The certificate that it showed, for who stays; null where it showed none, or nobody takes certificates back.</summary>
    public CertificateProof? Proof { get; init; }

    public bool IsAdmitted => Verdict == AdmissionVerdict.Admitted;

    /// <summary>What the device is told.</summary>
    public string Reason => Verdict switch
    {
        AdmissionVerdict.Admitted => "",
        AdmissionVerdict.NoCredential => "Show a user name and a password, or a certificate.",
        AdmissionVerdict.BadPassword => "The user name or the password is wrong.",
        AdmissionVerdict.BadCertificate => "The certificate is not trusted, or no device's.",
        AdmissionVerdict.BadToken => "The appliance takes no such token.",
        AdmissionVerdict.BadHandshake => "The key, its identity or the certificate is wrong.",
        AdmissionVerdict.Revoked => "The device is revoked.",
        AdmissionVerdict.Expired => "The device's time is over.",
        AdmissionVerdict.WrongClientId => "The client id must be the device's id, or begin with it and ':' or '/'.",
        AdmissionVerdict.WrongWill => "The device may not publish to the topic of its will.",
        AdmissionVerdict.UnknownMethod => "This authentication method is not known.",
        AdmissionVerdict.TooManyFailures => "There were too many wrong credentials; wait a minute.",
        AdmissionVerdict.Busy => "Too many passwords wait to be checked; try again.",
        _ => throw new InvalidOperationException(),
    };
}
