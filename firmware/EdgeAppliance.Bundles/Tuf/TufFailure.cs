namespace EdgeAppliance.Bundles.Tuf;

/// <summary>Why metadata or a target was refused; each is one of the checks of The Update Framework's specification, 1.0, section 5.</summary>
public enum TufFailure
{
    /// <summary>It is not the JSON that it should be.</summary>
    Malformed,

    /// <summary>Metadata of another role stands where this one's belongs.</summary>
    WrongRole,

    /// <summary>It is written by a major version of the specification that this software does not know.</summary>
    UnknownSpecification,

    /// <summary>Too few of the role's keys have signed it.</summary>
    TooFewSignatures,

    /// <summary>Its version is lower than one that was seen before.</summary>
    RolledBack,

    /// <summary>Its version is not the one that other metadata promises.</summary>
    WrongVersion,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>It is not the bytes that other metadata promises.</summary>
    WrongHash,

    /// <summary>It has another length than other metadata promises.</summary>
    WrongLength,

    /// <summary>It is longer than is taken.</summary>
    TooLarge,

    /// <summary>What other metadata promises is not there.</summary>
    NotFound,

    /// <summary>No role that may tell of it does.</summary>
    UnknownTarget,

    /// <summary>Delegations lead further than is followed.</summary>
    TooManyDelegations,

    /// <summary>A root is followed by more roots than are taken at once.</summary>
    TooManyRoots,

    /// <summary>The name would lead out of where targets belong.</summary>
    UnsafeName,

    /// <summary>It comes more slowly than is waited for.</summary>
    TooSlow,
}
