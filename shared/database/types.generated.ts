// What the Data API offers, as types: "npm run sync" has the Supabase CLI write them from the migrations.

export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  public: {
    Tables: {
      brokers: {
        Row: {
          campaign_weekdays: number[];
          created_at: string;
          encrypts_emails: boolean;
          id: number;
          name: string;
          slug: string;
          time_zone: string;
        };
        ComputedFields: never;
        Insert: {
          campaign_weekdays?: number[];
          created_at?: string;
          encrypts_emails?: boolean;
          id?: never;
          name: string;
          slug: string;
          time_zone?: string;
        };
        Update: {
          campaign_weekdays?: number[];
          created_at?: string;
          encrypts_emails?: boolean;
          id?: never;
          name?: string;
          slug?: string;
          time_zone?: string;
        };
        Relationships: [];
      };
      campaigns: {
        Row: {
          broker_id: number;
          created_at: string;
          daily_limit: number;
          destination: string;
          external_id: string | null;
          id: number;
          name: string;
          status: string;
          updated_at: string;
          url: string | null;
        };
        ComputedFields: never;
        Insert: {
          broker_id: number;
          created_at?: string;
          daily_limit?: number;
          destination: string;
          external_id?: string | null;
          id?: never;
          name: string;
          status?: string;
          updated_at?: string;
          url?: string | null;
        };
        Update: {
          broker_id?: number;
          created_at?: string;
          daily_limit?: number;
          destination?: string;
          external_id?: string | null;
          id?: never;
          name?: string;
          status?: string;
          updated_at?: string;
          url?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "campaigns_broker_id_fkey";
            columns: ["broker_id"];
            isOneToOne: false;
            referencedRelation: "brokers";
            referencedColumns: ["id"];
          },
        ];
      };
      consent_texts: {
        Row: {
          body: string;
          broker_id: number | null;
          created_at: string;
          id: number;
          version: string;
        };
        ComputedFields: never;
        Insert: {
          body: string;
          broker_id?: number | null;
          created_at?: string;
          id?: never;
          version: string;
        };
        Update: {
          body?: string;
          broker_id?: number | null;
          created_at?: string;
          id?: never;
          version?: string;
        };
        Relationships: [
          {
            foreignKeyName: "consent_texts_broker_id_fkey";
            columns: ["broker_id"];
            isOneToOne: false;
            referencedRelation: "brokers";
            referencedColumns: ["id"];
          },
        ];
      };
      contact_identities: {
        Row: {
          contact_id: number;
          created_at: string;
          scope: string;
          value: string;
        };
        ComputedFields: never;
        Insert: {
          contact_id: number;
          created_at?: string;
          scope: string;
          value: string;
        };
        Update: {
          contact_id?: number;
          created_at?: string;
          scope?: string;
          value?: string;
        };
        Relationships: [
          {
            foreignKeyName: "contact_identities_contact_id_fkey";
            columns: ["contact_id"];
            isOneToOne: false;
            referencedRelation: "contacts";
            referencedColumns: ["id"];
          },
        ];
      };
      contact_tags: {
        Row: {
          applied: boolean;
          contact_id: number;
          provenance: NonNullable<Json>;
          tag_id: number;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          applied: boolean;
          contact_id: number;
          provenance?: NonNullable<Json>;
          tag_id: number;
          updated_at?: string;
        };
        Update: {
          applied?: boolean;
          contact_id?: number;
          provenance?: NonNullable<Json>;
          tag_id?: number;
          updated_at?: string;
        };
        Relationships: [
          {
            foreignKeyName: "contact_tags_contact_id_fkey";
            columns: ["contact_id"];
            isOneToOne: false;
            referencedRelation: "contacts";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "contact_tags_tag_id_fkey";
            columns: ["tag_id"];
            isOneToOne: false;
            referencedRelation: "tags";
            referencedColumns: ["id"];
          },
        ];
      };
      contacts: {
        Row: {
          created_at: string;
          email: string | null;
          email_status: string | null;
          family_name: string | null;
          first_seen_at: string;
          full_name: string | null;
          given_name: string | null;
          id: number;
          phone: string | null;
          phone_sent: string | null;
          provenance: NonNullable<Json>;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          email?: string | null;
          email_status?: string | null;
          family_name?: string | null;
          first_seen_at: string;
          full_name?: string | null;
          given_name?: string | null;
          id?: never;
          phone?: string | null;
          phone_sent?: string | null;
          provenance?: NonNullable<Json>;
          updated_at?: string;
        };
        Update: {
          created_at?: string;
          email?: string | null;
          email_status?: string | null;
          family_name?: string | null;
          first_seen_at?: string;
          full_name?: string | null;
          given_name?: string | null;
          id?: never;
          phone?: string | null;
          phone_sent?: string | null;
          provenance?: NonNullable<Json>;
          updated_at?: string;
        };
        Relationships: [];
      };
      engagements: {
        Row: {
          campaign_external_id: string | null;
          contact_id: number | null;
          created_at: string;
          external_id: string;
          id: number;
          kind: string;
          occurred_at: string | null;
          provenance: NonNullable<Json>;
          provider: string;
          status: string | null;
          step: number | null;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          campaign_external_id?: string | null;
          contact_id?: number | null;
          created_at?: string;
          external_id: string;
          id?: never;
          kind: string;
          occurred_at?: string | null;
          provenance?: NonNullable<Json>;
          provider: string;
          status?: string | null;
          step?: number | null;
          updated_at?: string;
        };
        Update: {
          campaign_external_id?: string | null;
          contact_id?: number | null;
          created_at?: string;
          external_id?: string;
          id?: never;
          kind?: string;
          occurred_at?: string | null;
          provenance?: NonNullable<Json>;
          provider?: string;
          status?: string | null;
          step?: number | null;
          updated_at?: string;
        };
        Relationships: [
          {
            foreignKeyName: "engagements_contact_id_fkey";
            columns: ["contact_id"];
            isOneToOne: false;
            referencedRelation: "contacts";
            referencedColumns: ["id"];
          },
        ];
      };
      holidays: {
        Row: {
          broker_id: number | null;
          day: string;
          id: number;
          name: string;
        };
        ComputedFields: never;
        Insert: {
          broker_id?: number | null;
          day: string;
          id?: never;
          name?: string;
        };
        Update: {
          broker_id?: number | null;
          day?: string;
          id?: never;
          name?: string;
        };
        Relationships: [
          {
            foreignKeyName: "holidays_broker_id_fkey";
            columns: ["broker_id"];
            isOneToOne: false;
            referencedRelation: "brokers";
            referencedColumns: ["id"];
          },
        ];
      };
      lead_conflicts: {
        Row: {
          address_hash: string | null;
          apn: string | null;
          apn_county: string;
          broker_id: number;
          email_hash: string | null;
          first_seen_at: string;
          id: number;
          last_seen_at: string;
          lead_ids: number[];
          line: number | null;
          mak: string | null;
          reason: string;
          stated: NonNullable<Json>;
          times_seen: number;
          upload_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          address_hash?: string | null;
          apn?: string | null;
          apn_county?: string;
          broker_id: number;
          email_hash?: string | null;
          first_seen_at?: string;
          id?: never;
          last_seen_at?: string;
          lead_ids: number[];
          line?: number | null;
          mak?: string | null;
          reason: string;
          stated: NonNullable<Json>;
          times_seen?: number;
          upload_id?: string | null;
        };
        Update: {
          address_hash?: string | null;
          apn?: string | null;
          apn_county?: string;
          broker_id?: number;
          email_hash?: string | null;
          first_seen_at?: string;
          id?: never;
          last_seen_at?: string;
          lead_ids?: number[];
          line?: number | null;
          mak?: string | null;
          reason?: string;
          stated?: NonNullable<Json>;
          times_seen?: number;
          upload_id?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "lead_conflicts_broker_id_fkey";
            columns: ["broker_id"];
            isOneToOne: false;
            referencedRelation: "brokers";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "lead_conflicts_upload_id_fkey";
            columns: ["upload_id"];
            isOneToOne: false;
            referencedRelation: "lead_uploads";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "lead_conflicts_upload_id_fkey";
            columns: ["upload_id"];
            isOneToOne: false;
            referencedRelation: "v_upload_funnel";
            referencedColumns: ["upload"];
          },
        ];
      };
      lead_resolutions: {
        Row: {
          broker_id: number;
          conflict_id: number;
          joined: number[];
          lead_id: number;
          resolved_at: string;
          resolved_by: string | null;
        };
        ComputedFields: never;
        Insert: {
          broker_id: number;
          conflict_id: number;
          joined?: number[];
          lead_id: number;
          resolved_at?: string;
          resolved_by?: string | null;
        };
        Update: {
          broker_id?: number;
          conflict_id?: number;
          joined?: number[];
          lead_id?: number;
          resolved_at?: string;
          resolved_by?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "lead_resolutions_broker_id_fkey";
            columns: ["broker_id"];
            isOneToOne: false;
            referencedRelation: "brokers";
            referencedColumns: ["id"];
          },
        ];
      };
      lead_row_problems: {
        Row: {
          broker_id: number;
          column_name: string;
          created_at: string;
          id: number;
          line: number;
          outcome: string;
          reason: string;
          source: Json | null;
          upload_id: string;
        };
        ComputedFields: never;
        Insert: {
          broker_id: number;
          column_name?: string;
          created_at?: string;
          id?: never;
          line: number;
          outcome: string;
          reason: string;
          source?: Json | null;
          upload_id: string;
        };
        Update: {
          broker_id?: number;
          column_name?: string;
          created_at?: string;
          id?: never;
          line?: number;
          outcome?: string;
          reason?: string;
          source?: Json | null;
          upload_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "lead_row_problems_broker_id_fkey";
            columns: ["broker_id"];
            isOneToOne: false;
            referencedRelation: "brokers";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "lead_row_problems_upload_id_fkey";
            columns: ["upload_id"];
            isOneToOne: false;
            referencedRelation: "lead_uploads";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "lead_row_problems_upload_id_fkey";
            columns: ["upload_id"];
            isOneToOne: false;
            referencedRelation: "v_upload_funnel";
            referencedColumns: ["upload"];
          },
        ];
      };
      lead_uploads: {
        Row: {
          broker_id: number;
          conflicts: number;
          file_name: string | null;
          format: string;
          id: string;
          last_heard_at: string;
          leads_changed: number;
          leads_new: number;
          leads_unchanged: number;
          promoted_at: string | null;
          received_at: string;
          rows_read: number;
          rows_refused: number;
          staged_at: string | null;
          status: string;
        };
        ComputedFields: never;
        Insert: {
          broker_id: number;
          conflicts?: number;
          file_name?: string | null;
          format: string;
          id?: string;
          last_heard_at?: string;
          leads_changed?: number;
          leads_new?: number;
          leads_unchanged?: number;
          promoted_at?: string | null;
          received_at?: string;
          rows_read?: number;
          rows_refused?: number;
          staged_at?: string | null;
          status?: string;
        };
        Update: {
          broker_id?: number;
          conflicts?: number;
          file_name?: string | null;
          format?: string;
          id?: string;
          last_heard_at?: string;
          leads_changed?: number;
          leads_new?: number;
          leads_unchanged?: number;
          promoted_at?: string | null;
          received_at?: string;
          rows_read?: number;
          rows_refused?: number;
          staged_at?: string | null;
          status?: string;
        };
        Relationships: [
          {
            foreignKeyName: "lead_uploads_broker_id_fkey";
            columns: ["broker_id"];
            isOneToOne: false;
            referencedRelation: "brokers";
            referencedColumns: ["id"];
          },
        ];
      };
      leads: {
        Row: {
          added_to_campaign_at: string | null;
          address_hash: string | null;
          apn: string | null;
          apn_county: string;
          bathrooms: number | null;
          bedrooms: number | null;
          broker_id: number;
          call_attempt_count: number;
          campaign_id: number | null;
          campaign_status: Database["public"]["Enums"]["campaign_status"];
          city: string | null;
          consent: boolean;
          consent_address: unknown;
          consent_at: string | null;
          consent_source: string | null;
          consent_text_version: string | null;
          contact_id: number | null;
          county: string | null;
          created_at: string;
          current_sequence_step: number | null;
          email: string | null;
          email_encrypted: string | null;
          email_hash: string | null;
          email_verification_codes: string[];
          email_verified: boolean;
          erased_at: string | null;
          estimated_value_amount: number | null;
          estimated_value_currency: string | null;
          family_name: string | null;
          full_name: string | null;
          given_name: string | null;
          id: number;
          last_reply_at: string | null;
          living_area_sqft: number | null;
          mak: string | null;
          melissa_payload: Json | null;
          owner_occupied: boolean | null;
          phone: string | null;
          phone_sent: string | null;
          phone_verification_codes: string[];
          phone_verified: boolean;
          postal_code: string | null;
          property_type: string | null;
          score: number;
          state: string | null;
          street: string | null;
          tags: string[];
          unit: string | null;
          updated_at: string;
          upload_id: string | null;
          vapi_call_id: string | null;
          year_built: number | null;
        };
        ComputedFields: never;
        Insert: {
          added_to_campaign_at?: string | null;
          address_hash?: string | null;
          apn?: string | null;
          apn_county?: string;
          bathrooms?: number | null;
          bedrooms?: number | null;
          broker_id: number;
          call_attempt_count?: number;
          campaign_id?: number | null;
          campaign_status?: Database["public"]["Enums"]["campaign_status"];
          city?: string | null;
          consent?: boolean;
          consent_address?: unknown;
          consent_at?: string | null;
          consent_source?: string | null;
          consent_text_version?: string | null;
          contact_id?: number | null;
          county?: string | null;
          created_at?: string;
          current_sequence_step?: number | null;
          email?: string | null;
          email_encrypted?: string | null;
          email_hash?: string | null;
          email_verification_codes?: string[];
          email_verified?: boolean;
          erased_at?: string | null;
          estimated_value_amount?: number | null;
          estimated_value_currency?: string | null;
          family_name?: string | null;
          full_name?: string | null;
          given_name?: string | null;
          id?: never;
          last_reply_at?: string | null;
          living_area_sqft?: number | null;
          mak?: string | null;
          melissa_payload?: Json | null;
          owner_occupied?: boolean | null;
          phone?: string | null;
          phone_sent?: string | null;
          phone_verification_codes?: string[];
          phone_verified?: boolean;
          postal_code?: string | null;
          property_type?: string | null;
          score?: number;
          state?: string | null;
          street?: string | null;
          tags?: string[];
          unit?: string | null;
          updated_at?: string;
          upload_id?: string | null;
          vapi_call_id?: string | null;
          year_built?: number | null;
        };
        Update: {
          added_to_campaign_at?: string | null;
          address_hash?: string | null;
          apn?: string | null;
          apn_county?: string;
          bathrooms?: number | null;
          bedrooms?: number | null;
          broker_id?: number;
          call_attempt_count?: number;
          campaign_id?: number | null;
          campaign_status?: Database["public"]["Enums"]["campaign_status"];
          city?: string | null;
          consent?: boolean;
          consent_address?: unknown;
          consent_at?: string | null;
          consent_source?: string | null;
          consent_text_version?: string | null;
          contact_id?: number | null;
          county?: string | null;
          created_at?: string;
          current_sequence_step?: number | null;
          email?: string | null;
          email_encrypted?: string | null;
          email_hash?: string | null;
          email_verification_codes?: string[];
          email_verified?: boolean;
          erased_at?: string | null;
          estimated_value_amount?: number | null;
          estimated_value_currency?: string | null;
          family_name?: string | null;
          full_name?: string | null;
          given_name?: string | null;
          id?: never;
          last_reply_at?: string | null;
          living_area_sqft?: number | null;
          mak?: string | null;
          melissa_payload?: Json | null;
          owner_occupied?: boolean | null;
          phone?: string | null;
          phone_sent?: string | null;
          phone_verification_codes?: string[];
          phone_verified?: boolean;
          postal_code?: string | null;
          property_type?: string | null;
          score?: number;
          state?: string | null;
          street?: string | null;
          tags?: string[];
          unit?: string | null;
          updated_at?: string;
          upload_id?: string | null;
          vapi_call_id?: string | null;
          year_built?: number | null;
        };
        Relationships: [
          {
            foreignKeyName: "leads_broker_id_fkey";
            columns: ["broker_id"];
            isOneToOne: false;
            referencedRelation: "brokers";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "leads_campaign_is_of_broker";
            columns: ["campaign_id", "broker_id"];
            isOneToOne: false;
            referencedRelation: "campaigns";
            referencedColumns: ["id", "broker_id"];
          },
          {
            foreignKeyName: "leads_campaign_is_of_broker";
            columns: ["campaign_id", "broker_id"];
            isOneToOne: false;
            referencedRelation: "v_campaign_funnel";
            referencedColumns: ["campaign_id", "broker_id"];
          },
          {
            foreignKeyName: "leads_contact_id_fkey";
            columns: ["contact_id"];
            isOneToOne: false;
            referencedRelation: "contacts";
            referencedColumns: ["id"];
          },
        ];
      };
      members: {
        Row: {
          broker_id: number | null;
          created_at: string;
          id: number;
          role: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          broker_id?: number | null;
          created_at?: string;
          id?: never;
          role: string;
          user_id: string;
        };
        Update: {
          broker_id?: number | null;
          created_at?: string;
          id?: never;
          role?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "members_broker_id_fkey";
            columns: ["broker_id"];
            isOneToOne: false;
            referencedRelation: "brokers";
            referencedColumns: ["id"];
          },
        ];
      };
      pipeline_days: {
        Row: {
          broker_id: number;
          campaign_id: number | null;
          day: string;
          id: number;
          slot: number;
          stage: string;
          steps: number;
        };
        ComputedFields: never;
        Insert: {
          broker_id: number;
          campaign_id?: number | null;
          day: string;
          id?: never;
          slot: number;
          stage: string;
          steps: number;
        };
        Update: {
          broker_id?: number;
          campaign_id?: number | null;
          day?: string;
          id?: never;
          slot?: number;
          stage?: string;
          steps?: number;
        };
        Relationships: [
          {
            foreignKeyName: "pipeline_days_broker_id_fkey";
            columns: ["broker_id"];
            isOneToOne: false;
            referencedRelation: "brokers";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "pipeline_days_campaign_id_fkey";
            columns: ["campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaigns";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "pipeline_days_campaign_id_fkey";
            columns: ["campaign_id"];
            isOneToOne: false;
            referencedRelation: "v_campaign_funnel";
            referencedColumns: ["campaign_id"];
          },
        ];
      };
      pipeline_durations: {
        Row: {
          broker_id: number;
          bucket: number;
          campaign_id: number | null;
          id: number;
          milliseconds: number;
          slot: number;
          stage: string;
          steps: number;
        };
        ComputedFields: never;
        Insert: {
          broker_id: number;
          bucket: number;
          campaign_id?: number | null;
          id?: never;
          milliseconds: number;
          slot: number;
          stage: string;
          steps: number;
        };
        Update: {
          broker_id?: number;
          bucket?: number;
          campaign_id?: number | null;
          id?: never;
          milliseconds?: number;
          slot?: number;
          stage?: string;
          steps?: number;
        };
        Relationships: [
          {
            foreignKeyName: "pipeline_durations_broker_id_fkey";
            columns: ["broker_id"];
            isOneToOne: false;
            referencedRelation: "brokers";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "pipeline_durations_campaign_id_fkey";
            columns: ["campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaigns";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "pipeline_durations_campaign_id_fkey";
            columns: ["campaign_id"];
            isOneToOne: false;
            referencedRelation: "v_campaign_funnel";
            referencedColumns: ["campaign_id"];
          },
        ];
      };
      pipeline_events: {
        Row: {
          at: string;
          broker_id: number | null;
          campaign_id: number | null;
          contact_id: number | null;
          id: number;
          lead_id: number | null;
          milliseconds: number | null;
          stage: string;
          upload_id: string | null;
          webhook_event_id: number | null;
        };
        ComputedFields: never;
        Insert: {
          at?: string;
          broker_id?: number | null;
          campaign_id?: number | null;
          contact_id?: number | null;
          id?: never;
          lead_id?: number | null;
          milliseconds?: number | null;
          stage: string;
          upload_id?: string | null;
          webhook_event_id?: number | null;
        };
        Update: {
          at?: string;
          broker_id?: number | null;
          campaign_id?: number | null;
          contact_id?: number | null;
          id?: never;
          lead_id?: number | null;
          milliseconds?: number | null;
          stage?: string;
          upload_id?: string | null;
          webhook_event_id?: number | null;
        };
        Relationships: [];
      };
      products: {
        Row: {
          created_at: string;
          external_id: string;
          id: number;
          name: string | null;
          provenance: NonNullable<Json>;
          provider: string;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          external_id: string;
          id?: never;
          name?: string | null;
          provenance?: NonNullable<Json>;
          provider: string;
          updated_at?: string;
        };
        Update: {
          created_at?: string;
          external_id?: string;
          id?: never;
          name?: string | null;
          provenance?: NonNullable<Json>;
          provider?: string;
          updated_at?: string;
        };
        Relationships: [];
      };
      registrations: {
        Row: {
          contact_id: number | null;
          created_at: string;
          external_id: string;
          id: number;
          kind: string;
          occurred_at: string | null;
          product_id: number | null;
          provenance: NonNullable<Json>;
          provider: string;
          status: string;
          title: string | null;
          transaction_external_id: string | null;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          contact_id?: number | null;
          created_at?: string;
          external_id: string;
          id?: never;
          kind: string;
          occurred_at?: string | null;
          product_id?: number | null;
          provenance?: NonNullable<Json>;
          provider: string;
          status?: string;
          title?: string | null;
          transaction_external_id?: string | null;
          updated_at?: string;
        };
        Update: {
          contact_id?: number | null;
          created_at?: string;
          external_id?: string;
          id?: never;
          kind?: string;
          occurred_at?: string | null;
          product_id?: number | null;
          provenance?: NonNullable<Json>;
          provider?: string;
          status?: string;
          title?: string | null;
          transaction_external_id?: string | null;
          updated_at?: string;
        };
        Relationships: [
          {
            foreignKeyName: "registrations_contact_id_fkey";
            columns: ["contact_id"];
            isOneToOne: false;
            referencedRelation: "contacts";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "registrations_product_id_fkey";
            columns: ["product_id"];
            isOneToOne: false;
            referencedRelation: "products";
            referencedColumns: ["id"];
          },
        ];
      };
      subscriptions: {
        Row: {
          amount: number | null;
          billing_interval: string | null;
          cancel_at_period_end: boolean | null;
          cancelled_at: string | null;
          contact_id: number | null;
          created_at: string;
          currency: string | null;
          current_period_end: string | null;
          external_id: string;
          id: number;
          interval_count: number | null;
          product_id: number | null;
          provenance: NonNullable<Json>;
          provider: string;
          started_at: string | null;
          status: string | null;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          amount?: number | null;
          billing_interval?: string | null;
          cancel_at_period_end?: boolean | null;
          cancelled_at?: string | null;
          contact_id?: number | null;
          created_at?: string;
          currency?: string | null;
          current_period_end?: string | null;
          external_id: string;
          id?: never;
          interval_count?: number | null;
          product_id?: number | null;
          provenance?: NonNullable<Json>;
          provider: string;
          started_at?: string | null;
          status?: string | null;
          updated_at?: string;
        };
        Update: {
          amount?: number | null;
          billing_interval?: string | null;
          cancel_at_period_end?: boolean | null;
          cancelled_at?: string | null;
          contact_id?: number | null;
          created_at?: string;
          currency?: string | null;
          current_period_end?: string | null;
          external_id?: string;
          id?: never;
          interval_count?: number | null;
          product_id?: number | null;
          provenance?: NonNullable<Json>;
          provider?: string;
          started_at?: string | null;
          status?: string | null;
          updated_at?: string;
        };
        Relationships: [
          {
            foreignKeyName: "subscriptions_contact_id_fkey";
            columns: ["contact_id"];
            isOneToOne: false;
            referencedRelation: "contacts";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "subscriptions_product_id_fkey";
            columns: ["product_id"];
            isOneToOne: false;
            referencedRelation: "products";
            referencedColumns: ["id"];
          },
        ];
      };
      tags: {
        Row: {
          created_at: string;
          id: number;
          name: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          id?: never;
          name: string;
        };
        Update: {
          created_at?: string;
          id?: never;
          name?: string;
        };
        Relationships: [];
      };
      transactions: {
        Row: {
          amount: number | null;
          confirmed: boolean;
          contact_id: number | null;
          created_at: string;
          currency: string | null;
          description: string | null;
          external_id: string;
          id: number;
          occurred_at: string | null;
          payment_status: string;
          product_id: number | null;
          provenance: NonNullable<Json>;
          provider: string;
          refund_parts: NonNullable<Json>;
          refunded_amount: number;
          status: string;
          subscription_external_id: string | null;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          amount?: number | null;
          confirmed?: boolean;
          contact_id?: number | null;
          created_at?: string;
          currency?: string | null;
          description?: string | null;
          external_id: string;
          id?: never;
          occurred_at?: string | null;
          payment_status?: string;
          product_id?: number | null;
          provenance?: NonNullable<Json>;
          provider: string;
          refund_parts?: NonNullable<Json>;
          refunded_amount?: number;
          status?: never;
          subscription_external_id?: string | null;
          updated_at?: string;
        };
        Update: {
          amount?: number | null;
          confirmed?: boolean;
          contact_id?: number | null;
          created_at?: string;
          currency?: string | null;
          description?: string | null;
          external_id?: string;
          id?: never;
          occurred_at?: string | null;
          payment_status?: string;
          product_id?: number | null;
          provenance?: NonNullable<Json>;
          provider?: string;
          refund_parts?: NonNullable<Json>;
          refunded_amount?: number;
          status?: never;
          subscription_external_id?: string | null;
          updated_at?: string;
        };
        Relationships: [
          {
            foreignKeyName: "transactions_contact_id_fkey";
            columns: ["contact_id"];
            isOneToOne: false;
            referencedRelation: "contacts";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "transactions_product_id_fkey";
            columns: ["product_id"];
            isOneToOne: false;
            referencedRelation: "products";
            referencedColumns: ["id"];
          },
        ];
      };
      upload_steps: {
        Row: {
          broker_id: number;
          slot: number;
          stage: string;
          steps: number;
          upload_id: string;
        };
        ComputedFields: never;
        Insert: {
          broker_id: number;
          slot: number;
          stage: string;
          steps: number;
          upload_id: string;
        };
        Update: {
          broker_id?: number;
          slot?: number;
          stage?: string;
          steps?: number;
          upload_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "upload_steps_broker_id_fkey";
            columns: ["broker_id"];
            isOneToOne: false;
            referencedRelation: "brokers";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "upload_steps_upload_id_fkey";
            columns: ["upload_id"];
            isOneToOne: false;
            referencedRelation: "lead_uploads";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "upload_steps_upload_id_fkey";
            columns: ["upload_id"];
            isOneToOne: false;
            referencedRelation: "v_upload_funnel";
            referencedColumns: ["upload"];
          },
        ];
      };
      verification_code_map: {
        Row: {
          code: string;
          provider: string;
          verdict: string;
          what: string;
        };
        ComputedFields: never;
        Insert: {
          code: string;
          provider: string;
          verdict: string;
          what: string;
        };
        Update: {
          code?: string;
          provider?: string;
          verdict?: string;
          what?: string;
        };
        Relationships: [];
      };
    };
    Views: {
      mv_contactable_leads: {
        Row: {
          broker_id: number;
          created_at: string;
          email_hash: string | null;
          email_verified: boolean;
          lead_id: number;
          phone_verified: boolean;
          score: number;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: "leads_broker_id_fkey";
            columns: ["broker_id"];
            isOneToOne: false;
            referencedRelation: "brokers";
            referencedColumns: ["id"];
          },
        ];
      };
      v_campaign_days: {
        Row: {
          campaign_id: number;
          daily_limit: number;
          day: string;
          failures: number | null;
          last_error: string | null;
          last_failed_at: string | null;
          resume_at: string | null;
          used: number;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: "campaign_days_campaign_id_fkey";
            columns: ["campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaigns";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "campaign_days_campaign_id_fkey";
            columns: ["campaign_id"];
            isOneToOne: false;
            referencedRelation: "v_campaign_funnel";
            referencedColumns: ["campaign_id"];
          },
        ];
      };
      v_campaign_funnel: {
        Row: {
          booked: number | null;
          booking_rate: number | null;
          bounced: number | null;
          broker: string;
          broker_id: number;
          called: number | null;
          campaign: string;
          campaign_id: number;
          fed: number | null;
          feed_failed: number | null;
          queued: number | null;
          replied: number | null;
          reply_rate: number | null;
          status: string;
          unsubscribed: number | null;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: "campaigns_broker_id_fkey";
            columns: ["broker_id"];
            isOneToOne: false;
            referencedRelation: "brokers";
            referencedColumns: ["id"];
          },
        ];
      };
      v_campaign_outbox: {
        Row: {
          attempts: number;
          broker_id: number;
          campaign_id: number;
          dead_at: string | null;
          fed_at: string | null;
          id: number;
          lead_id: number;
          next_attempt_at: string | null;
          queued_at: string;
          reason: string | null;
          status: string;
        };
        ComputedFields: never;
        Insert: {
          attempts?: number | null;
          broker_id?: number | null;
          campaign_id?: number | null;
          dead_at?: string | null;
          fed_at?: string | null;
          id?: number | null;
          lead_id?: number | null;
          next_attempt_at?: never;
          queued_at?: string | null;
          reason?: string | null;
          status?: string | null;
        };
        Update: {
          attempts?: number | null;
          broker_id?: number | null;
          campaign_id?: number | null;
          dead_at?: string | null;
          fed_at?: string | null;
          id?: number | null;
          lead_id?: number | null;
          next_attempt_at?: never;
          queued_at?: string | null;
          reason?: string | null;
          status?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "campaign_outbox_broker_id_fkey";
            columns: ["broker_id"];
            isOneToOne: false;
            referencedRelation: "brokers";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "campaign_outbox_campaign_id_fkey";
            columns: ["campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaigns";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "campaign_outbox_campaign_id_fkey";
            columns: ["campaign_id"];
            isOneToOne: false;
            referencedRelation: "v_campaign_funnel";
            referencedColumns: ["campaign_id"];
          },
          {
            foreignKeyName: "campaign_outbox_lead_id_fkey";
            columns: ["lead_id"];
            isOneToOne: false;
            referencedRelation: "leads";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "campaign_outbox_lead_id_fkey";
            columns: ["lead_id"];
            isOneToOne: false;
            referencedRelation: "mv_contactable_leads";
            referencedColumns: ["lead_id"];
          },
        ];
      };
      v_database_health: {
        Row: {
          check_name: string | null;
          code: string | null;
          since: string | null;
          status: string | null;
          subject: string | null;
          unit: string | null;
          value: number | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      v_errors_trend: {
        Row: {
          broker: string | null;
          broker_id: number | null;
          day: string | null;
          errors: number | null;
          kind: string | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      v_health_check_log: {
        Row: {
          checked_at: string;
          hour: string;
          open_alerts: number;
          problems: NonNullable<Json>;
          status: string;
        };
        ComputedFields: never;
        Insert: {
          checked_at?: string | null;
          hour?: string | null;
          open_alerts?: number | null;
          problems?: Json | null;
          status?: string | null;
        };
        Update: {
          checked_at?: string | null;
          hour?: string | null;
          open_alerts?: number | null;
          problems?: Json | null;
          status?: string | null;
        };
        Relationships: [];
      };
      v_job_runs: {
        Row: {
          attempts: number;
          claimed_at: string | null;
          completed_at: string | null;
          counts: Json | null;
          dispatched_at: string | null;
          due_at: string;
          error: string | null;
          id: number;
          job: string;
          milliseconds: number | null;
          request_id: string | null;
          slot: string;
          status: string;
        };
        ComputedFields: never;
        Insert: {
          attempts?: number | null;
          claimed_at?: string | null;
          completed_at?: string | null;
          counts?: Json | null;
          dispatched_at?: string | null;
          due_at?: string | null;
          error?: string | null;
          id?: number | null;
          job?: string | null;
          milliseconds?: number | null;
          request_id?: string | null;
          slot?: string | null;
          status?: string | null;
        };
        Update: {
          attempts?: number | null;
          claimed_at?: string | null;
          completed_at?: string | null;
          counts?: Json | null;
          dispatched_at?: string | null;
          due_at?: string | null;
          error?: string | null;
          id?: number | null;
          job?: string | null;
          milliseconds?: number | null;
          request_id?: string | null;
          slot?: string | null;
          status?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "job_runs_job_fkey";
            columns: ["job"];
            isOneToOne: false;
            referencedRelation: "v_scheduled_jobs";
            referencedColumns: ["name"];
          },
        ];
      };
      v_lead_scores: {
        Row: {
          booked: number | null;
          broker: string;
          broker_id: number;
          contacted: number | null;
          leads: number | null;
          replied: number | null;
          score_from: number | null;
          score_to: number | null;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: "leads_broker_id_fkey";
            columns: ["broker_id"];
            isOneToOne: false;
            referencedRelation: "brokers";
            referencedColumns: ["id"];
          },
        ];
      };
      v_performance_metrics: {
        Row: {
          metric: string | null;
          subject: string | null;
          unit: string | null;
          value: number | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      v_pipeline_dlq: {
        Row: {
          attempts: number;
          endpoint: string;
          event_id: string;
          event_type: string;
          field: string | null;
          first_failed_at: string;
          id: number;
          kind: string;
          last_failed_at: string;
          next_attempt_at: string;
          provider: string;
          reason: string;
          resolved_at: string | null;
          status: string;
        };
        ComputedFields: never;
        Relationships: [];
      };
      v_rate_limit_status: {
        Row: {
          capacity: number | null;
          daily_quota: number | null;
          day_count: number | null;
          granted_capacity: number | null;
          last_delivery_at: string;
          month_count: number | null;
          monthly_quota: number | null;
          refill_per_minute: number | null;
          remaining: number | null;
          source: string;
        };
        ComputedFields: never;
        Relationships: [];
      };
      v_recent_health_alerts: {
        Row: {
          code: string | null;
          id: number;
          kind: string;
          last_seen_at: string;
          raised_at: string;
          resolved_at: string | null;
          severity: string;
          subject: string;
        };
        ComputedFields: never;
        Insert: {
          code?: string | null;
          id?: number | null;
          kind?: string | null;
          last_seen_at?: string | null;
          raised_at?: string | null;
          resolved_at?: string | null;
          severity?: string | null;
          subject?: string | null;
        };
        Update: {
          code?: string | null;
          id?: number | null;
          kind?: string | null;
          last_seen_at?: string | null;
          raised_at?: string | null;
          resolved_at?: string | null;
          severity?: string | null;
          subject?: string | null;
        };
        Relationships: [];
      };
      v_retention: {
        Row: {
          days: number;
          what: string;
        };
        ComputedFields: never;
        Insert: {
          days?: number | null;
          what?: string | null;
        };
        Update: {
          days?: number | null;
          what?: string | null;
        };
        Relationships: [];
      };
      v_scheduled_jobs: {
        Row: {
          catch_up: string;
          enabled: boolean;
          every_minutes: number | null;
          last_completed_at: string | null;
          last_error: string | null;
          last_status: string | null;
          local_time: string | null;
          name: string;
          time_zone: string;
          weekdays: number[];
        };
        ComputedFields: never;
        Relationships: [];
      };
      v_stage_durations: {
        Row: {
          broker: string;
          broker_id: number;
          campaign_id: number | null;
          mean_milliseconds: number | null;
          p50_milliseconds: number | null;
          p95_milliseconds: number | null;
          stage: string;
          steps: number | null;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: "pipeline_durations_broker_id_fkey";
            columns: ["broker_id"];
            isOneToOne: false;
            referencedRelation: "brokers";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "pipeline_durations_campaign_id_fkey";
            columns: ["campaign_id"];
            isOneToOne: false;
            referencedRelation: "campaigns";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "pipeline_durations_campaign_id_fkey";
            columns: ["campaign_id"];
            isOneToOne: false;
            referencedRelation: "v_campaign_funnel";
            referencedColumns: ["campaign_id"];
          },
        ];
      };
      v_upload_funnel: {
        Row: {
          booked: number | null;
          bounced: number | null;
          broker: string;
          broker_id: number;
          called: number | null;
          conflicts: number;
          consented: number | null;
          fed: number | null;
          file_name: string | null;
          leads_changed: number;
          leads_new: number;
          leads_unchanged: number;
          milliseconds: number | null;
          promoted_at: string | null;
          queued: number | null;
          received_at: string;
          replied: number | null;
          rows_read: number;
          rows_refused: number;
          status: string;
          unsubscribed: number | null;
          upload: string;
          verified: number | null;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: "lead_uploads_broker_id_fkey";
            columns: ["broker_id"];
            isOneToOne: false;
            referencedRelation: "brokers";
            referencedColumns: ["id"];
          },
        ];
      };
      v_verification_rates: {
        Row: {
          broker: string;
          broker_id: number;
          consent_rate: number | null;
          consented: number | null;
          email_rate: number | null;
          email_verified: number | null;
          leads: number | null;
          phone_rate: number | null;
          phone_verified: number | null;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: "leads_broker_id_fkey";
            columns: ["broker_id"];
            isOneToOne: false;
            referencedRelation: "brokers";
            referencedColumns: ["id"];
          },
        ];
      };
      v_webhook_events: {
        Row: {
          changes: NonNullable<Json>;
          duplicates: number;
          endpoint: string;
          event_id: string;
          event_type: string;
          id: number;
          last_duplicate_at: string | null;
          occurred_at: string | null;
          payload: Json | null;
          provider: string;
          received_at: string;
          request_id: string;
          status: string;
        };
        ComputedFields: never;
        Insert: {
          changes?: Json | null;
          duplicates?: number | null;
          endpoint?: string | null;
          event_id?: string | null;
          event_type?: string | null;
          id?: number | null;
          last_duplicate_at?: string | null;
          occurred_at?: string | null;
          payload?: Json | null;
          provider?: string | null;
          received_at?: string | null;
          request_id?: string | null;
          status?: string | null;
        };
        Update: {
          changes?: Json | null;
          duplicates?: number | null;
          endpoint?: string | null;
          event_id?: string | null;
          event_type?: string | null;
          id?: number | null;
          last_duplicate_at?: string | null;
          occurred_at?: string | null;
          payload?: Json | null;
          provider?: string | null;
          received_at?: string | null;
          request_id?: string | null;
          status?: string | null;
        };
        Relationships: [];
      };
      v_webhook_security_alerts: {
        Row: {
          count: number | null;
          kind: string | null;
          last_seen: string | null;
          severity: string | null;
          since: string | null;
          source: string | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
    };
    Functions: {
      abandon_lead_upload: { Args: { upload: string }; Returns: Json };
      campaigns_to_feed: { Args: Record<PropertyKey, never>; Returns: Json };
      check_health: { Args: Record<PropertyKey, never>; Returns: Json };
      checkout_rate_limit: {
        Args: { cost?: number; share?: number; source: string; spend_token?: boolean };
        Returns: Json;
      };
      claim_campaign_leads: { Args: { batch: number; campaign: number }; Returns: Json };
      claim_dead_letters: { Args: { batch: number }; Returns: Json };
      claim_job_run: { Args: { job: string; request: string; run: number }; Returns: Json };
      claim_lead_upload: {
        Args: {
          broker: string;
          content_sha256: string;
          file_name: string;
          format: string;
          webhook_id: string;
        };
        Returns: Json;
      };
      cleanup_old_consent_tokens: { Args: { batch?: number }; Returns: number };
      cleanup_old_cron_history: { Args: { batch?: number }; Returns: number };
      cleanup_old_health_checks: { Args: { batch?: number }; Returns: number };
      cleanup_old_job_runs: { Args: { batch?: number }; Returns: number };
      cleanup_old_nonces: { Args: { batch?: number }; Returns: number };
      cleanup_old_receipts: { Args: { batch?: number; keep_days?: number }; Returns: number };
      cleanup_old_refusals: { Args: { batch?: number }; Returns: number };
      cleanup_old_replay_guards: { Args: { batch?: number }; Returns: number };
      cleanup_old_row_problems: { Args: { batch?: number }; Returns: number };
      cleanup_stale_rate_limits: { Args: Record<PropertyKey, never>; Returns: number };
      complete_job_run: {
        Args: { counts?: Json; error?: string; request: string; run: number };
        Returns: Json;
      };
      complete_lead_staging: { Args: { rows_read: number; upload: string }; Returns: Json };
      daily_health_check: { Args: Record<PropertyKey, never>; Returns: Json };
      decrypt_email: { Args: { encrypted: string }; Returns: string };
      drop_old_payloads: { Args: { batch?: number }; Returns: number };
      encrypt_email: { Args: { email: string }; Returns: string };
      erase_person: { Args: { after?: Json; email: string; erased_by?: string }; Returns: Json };
      export_person: { Args: { after?: Json; email: string }; Returns: Json };
      find_webhook_events: { Args: { event_id: string; provider: string }; Returns: Json };
      get_lead_upload: { Args: { upload: string }; Returns: Json };
      get_rate_limit_info: { Args: { source: string }; Returns: Json };
      hash_email: { Args: { email: string }; Returns: string };
      issue_consent_links: { Args: { links: Json; purpose: string }; Returns: Json };
      list_alert_news: { Args: { batch: number }; Returns: Json };
      list_failed_webhook_events: {
        Args: { after?: number; provider: string; since: string; until: string };
        Returns: Json;
      };
      list_row_problems: { Args: { after: number; batch: number; upload: string }; Returns: Json };
      list_unfinished_uploads: { Args: Record<PropertyKey, never>; Returns: Json };
      log_health_check: { Args: Record<PropertyKey, never>; Returns: Json };
      note_told_alerts: { Args: { told: Json }; Returns: Json };
      process_webhook_atomically: {
        Args: { endpoint: string; events: Json; provider: string; rate_limit?: Json; request_id: string };
        Returns: Json;
      };
      promote_staged_leads: { Args: { batch: number; upload: string }; Returns: Json };
      queue_campaign_leads: { Args: { batch: number; campaign: number }; Returns: Json };
      reconciliation_cursors: { Args: Record<PropertyKey, never>; Returns: Json };
      record_lead_verifications: { Args: { provider: string; results: Json }; Returns: Json };
      record_reconciliation: {
        Args: {
          error: string;
          next_page: string;
          provider: string;
          reconciled_until: string;
          window_until: string;
        };
        Returns: undefined;
      };
      record_refusals: { Args: { counts: Json; function: string }; Returns: undefined };
      redeem_consent_token: {
        Args: { address?: string; lead: number; nonce_hash: string; purpose: string };
        Returns: Json;
      };
      refresh_contactable_leads: { Args: Record<PropertyKey, never>; Returns: Json };
      refresh_security_alerts: { Args: Record<PropertyKey, never>; Returns: Json };
      release_ended_campaigns: { Args: Record<PropertyKey, never>; Returns: Json };
      replay_webhook_event: { Args: { changes: Json; dry_run: boolean; receipt: number }; Returns: Json };
      resolve_lead_conflict: { Args: { conflict: number; lead: number }; Returns: Json };
      rotate_email_keys: { Args: { batch?: number }; Returns: Json };
      security_alerts: { Args: Record<PropertyKey, never>; Returns: Json };
      settle_campaign_leads: {
        Args: { campaign: number; gone?: boolean; outcomes: Json; pause_seconds?: number };
        Returns: Json;
      };
      settle_dead_letter: { Args: { changes: Json; letter: number; problem?: Json }; Returns: Json };
      show_consent_link: { Args: { lead: number; nonce_hash: string; purpose: string }; Returns: Json };
      stage_leads: { Args: { rows: Json; upload: string }; Returns: Json };
      upsert_lead: { Args: { broker: string; lead: Json }; Returns: Json };
    };
    Enums: {
      campaign_status:
        | "new"
        | "queued"
        | "active"
        | "replied"
        | "booked"
        | "unsubscribed"
        | "bounced"
        | "do_not_contact"
        | "closed";
    };
    CompositeTypes: {
      [_ in never]: never;
    };
  };
};

type DatabaseWithoutInternals = Omit<Database, "__InternalSupabase">;

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">];

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    keyof (DefaultSchema["Tables"] & DefaultSchema["Views"]) | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
      Row: infer R;
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
        Row: infer R;
      }
      ? R
      : never
    : never;

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    keyof DefaultSchema["Tables"] | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Insert: infer I;
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
        Insert: infer I;
      }
      ? I
      : never
    : never;

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    keyof DefaultSchema["Tables"] | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Update: infer U;
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
        Update: infer U;
      }
      ? U
      : never
    : never;

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    keyof DefaultSchema["Enums"] | { schema: keyof DatabaseWithoutInternals },
  EnumName extends (DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never) = never,
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
    ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
    : never;

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    keyof DefaultSchema["CompositeTypes"] | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends (PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never) = never,
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
    ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
    : never;

export const Constants = {
  public: {
    Enums: {
      campaign_status: [
        "new",
        "queued",
        "active",
        "replied",
        "booked",
        "unsubscribed",
        "bounced",
        "do_not_contact",
        "closed",
      ],
    },
  },
} as const;
