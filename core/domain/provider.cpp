#include "core/domain/provider.h"

namespace heddle::domain {

Json toJson(const Provider& provider) {
    return {{"id", provider.id},
            {"name", provider.name},
            {"display_name", provider.displayName},
            {"service_type", provider.serviceType},
            {"description", provider.description},
            {"config_schema", provider.configSchema},
            {"auth_type", provider.authType},
            {"is_active", provider.isActive},
            {"created_by", provider.createdBy},
            {"created_ms", provider.createdMs},
            {"updated_by", provider.updatedBy},
            {"updated_ms", provider.updatedMs},
            {"revision", provider.revision}};
}

Json toJson(const ServiceConfig& config) {
    return {{"id", config.id},
            {"provider_id", config.providerId},
            {"name", config.name},
            {"display_name", config.displayName},
            {"config_data", config.data},
            {"validation_status", config.validationStatus},
            {"validation_errors", config.validationErrors},
            {"last_validated_ms", config.lastValidatedMs},
            {"pricing", config.pricing},
            {"limits", config.limits},
            {"is_active", config.isActive},
            {"created_by", config.createdBy},
            {"created_ms", config.createdMs},
            {"updated_by", config.updatedBy},
            {"updated_ms", config.updatedMs},
            {"revision", config.revision}};
}

}  // namespace heddle::domain
